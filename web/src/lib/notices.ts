import type { Conversation, Entry, Me } from '../api/types';

export type Notice =
  | { kind: 'queued'; conversation: Conversation }
  | {
      kind: 'message' | 'assigned' | 'transferred' | 'mentioned' | 'woken';
      conversation: Conversation;
      entry: Entry;
    };

export const NOTICE_KINDS = [
  'queued',
  'message',
  'assigned',
  'transferred',
  'mentioned',
  'woken',
] as const satisfies Notice['kind'][];

interface Context {
  me: Pick<Me, 'id' | 'queue_ids'>;
  /** When this page began: what happened before is no news. */
  startedAt: number;
  /** Conversations that this agent has just taken by hand. */
  ownActs: ReadonlySet<number>;
}

/** A conversation that begins to wait in one of my queues. */
export function noticeOfConversation(
  before: Conversation | undefined,
  now: Conversation,
  { me, startedAt, ownActs }: Context,
): Notice | null {
  if (ownActs.has(now.id)) return null;
  // One that was not loaded may have been like this for long.
  if (!before && Date.parse(now.last_activity_at) < startedAt) return null;
  const isQueuedNow = now.state === 'queued' && before?.state !== 'queued';
  return isQueuedNow && me.queue_ids.includes(now.queue_id) ? { kind: 'queued', conversation: now } : null;
}

/** What there is to tell about an entry, if anything. */
export function noticeOfEntry(
  entry: Entry,
  conversation: Conversation | undefined,
  { me, startedAt }: Context,
  isLookedAt: boolean,
  newestTold: number,
): Notice | null {
  if (!conversation || entry.seq <= newestTold || Date.parse(entry.at) < startedAt) return null;
  const isOwn = entry.author.kind === 'agent' && entry.author.id === me.id;
  const kind = isOwn ? null : kindOf(entry, conversation, me.id);
  // What was handed over is told even to somebody who looks at it: it changes what is to be done.
  const isHandedOver = kind === 'assigned' || kind === 'transferred';
  return kind === null || (isLookedAt && !isHandedOver) ? null : { kind, conversation, entry };
}

function kindOf(
  entry: Entry,
  conversation: Conversation,
  me: number,
): Exclude<Notice['kind'], 'queued'> | null {
  const isMine = conversation.agent_id === me;
  if (entry.kind === 'message') return isMine && entry.direction === 'inbound' ? 'message' : null;
  if (entry.kind === 'note') return entry.mentions.includes(me) ? 'mentioned' : null;
  const { activity } = entry;
  switch (activity?.type) {
    case 'assigned':
    case 'accepted':
      return activity.agent_id === me ? 'assigned' : null;
    case 'transferred_to_agent':
      return activity.agent_id === me ? 'transferred' : null;
    case 'woken':
      return isMine ? 'woken' : null;
    default:
      return null;
  }
}
