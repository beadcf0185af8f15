/** What the phone shows of what came and went: reactions stand on their messages, edits change them. */
import type { Message } from './api';

export type Shown = Message & {
  /** The latest emoji of each side. */
  reactions: Partial<Record<Message['from'], string>>;
  isEdited: boolean;
  isDeleted: boolean;
};

type Target = { message_id?: unknown; original_message_id?: unknown; emoji?: unknown; message?: unknown };

export function thread(messages: Message[]): Shown[] {
  const shown: Shown[] = [];
  const byId = new Map<string, Shown>();
  for (const message of messages) {
    if (isAbsorbed(message, byId)) continue;
    const fresh = { ...message, reactions: {}, isEdited: false, isDeleted: false };
    byId.set(message.id, fresh);
    shown.push(fresh);
  }
  return shown;
}

/** Whether it only changes an earlier message. */
function isAbsorbed(message: Message, byId: Map<string, Shown>) {
  const content = (message.content ?? {}) as Target;
  if (message.type === 'reaction') {
    const target = byId.get(String(content.message_id));
    const emoji = typeof content.emoji === 'string' ? content.emoji : '';
    if (target) target.reactions[message.from] = emoji;
    return target !== undefined;
  }
  const target = byId.get(String(content.original_message_id));
  if (!target) return false;
  if (message.type === 'revoke') {
    target.isDeleted = true;
    return true;
  }
  if (message.type !== 'edit') return false;
  const edited = content.message as Record<string, unknown> | undefined;
  target.content = edited?.[target.type] ?? target.content;
  target.isEdited = true;
  return true;
}
