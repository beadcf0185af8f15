/** How Messenger's messages are put in words. */
import type { Attachment, Message, Person, Thread } from './api';

export const REACTIONS = ['❤️', '😆', '😮', '😢', '😠', '👍'];

/** The like buttons, small to large, are stickers with known numbers. */
const LIKES = ['369239263222822', '369239343222814', '369239383222810'];
export const LIKE = LIKES[0];

const KINDS: Record<string, string> = {
  image: 'A picture',
  video: 'A film',
  audio: 'A recording',
  file: 'A file',
  sticker: 'A sticker',
  location: 'A place',
  fallback: 'A link',
  template: 'A card',
};

export function textOf(message: Message) {
  if (message.is_deleted) return 'Unsent';
  if (message.text) return message.text;
  const [first] = message.attachments ?? [];
  return first ? wordsOf(first) : 'A message without words';
}

export function wordsOf(attachment: Attachment) {
  if (isLike(attachment)) return '👍';
  const { payload, title, file, type } = attachment;
  const card = payload?.text ?? payload?.elements?.[0]?.title;
  return title ?? card ?? (type === 'file' ? file?.name : undefined) ?? KINDS[type] ?? type;
}

export const isLike = (attachment: Attachment) =>
  LIKES.includes(String(attachment.payload?.sticker_id ?? ''));

export const fileUrl = (id: string) => `/control/messenger/files/${encodeURIComponent(id)}`;

/** The conversation in which something was said last. */
export function lastThread(person: Person): Thread | undefined {
  const at = (thread: Thread) => thread.last?.at_ms ?? 0;
  return person.threads.toSorted((one, other) => at(other) - at(one))[0];
}

export const unreadOf = (person: Person) => person.threads.reduce((sum, thread) => sum + thread.unread, 0);

export const WINDOWS: Record<Thread['window'], string> = {
  never: 'Has not written yet: the page may not write',
  open: 'The page may write',
  human_agent: 'More than 24 hours: people may answer, with the tag',
  closed: 'More than 7 days: the page may not write',
};
