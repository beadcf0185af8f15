import type { Conversation, Entry, Me } from '../api/types';

export type Notice =
  | { kind: 'queued' | 'assigned'; conversation: Conversation }
  | { kind: 'message'; conversation: Conversation; entry: Entry };

interface Context {
  me: Pick<Me, 'id' | 'queue_ids'>;
  /** When this page began: what happened before is no news. */
  startedAt: number;
  /** Conversations that this agent has just taken by hand. */
  ownActs: ReadonlySet<number>;
}

/** What there is to tell about a conversation that has changed, if anything. */
export function noticeOfConversation(
  before: Conversation | undefined,
  now: Conversation,
  { me, startedAt, ownActs }: Context,
): Notice | null {
  if (ownActs.has(now.id)) return null;
  // One that was not loaded may have been like this for long.
  if (!before && Date.parse(now.last_activity_at) < startedAt) return null;
  const isQueuedNow = now.state === 'queued' && before?.state !== 'queued';
  if (isQueuedNow && now.queue_id !== null && me.queue_ids.includes(now.queue_id)) {
    return { kind: 'queued', conversation: now };
  }
  const isMineNow = now.state === 'active' && now.agent_id === me.id && before?.agent_id !== me.id;
  return isMineNow ? { kind: 'assigned', conversation: now } : null;
}

/** What there is to tell about an entry: only a customer's new words in a conversation of mine I am not looking at. */
export function noticeOfEntry(
  entry: Entry,
  conversation: Conversation | undefined,
  { me, startedAt }: Context,
  isLookedAt: boolean,
  newestTold: number,
): Notice | null {
  const isNews = entry.kind === 'message' && entry.direction === 'inbound' && entry.seq > newestTold;
  if (!isNews || Date.parse(entry.at) < startedAt || isLookedAt) return null;
  return conversation?.agent_id === me.id ? { kind: 'message', conversation, entry } : null;
}
