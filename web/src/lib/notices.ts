import type { Conversation, Entry, Me, Notice } from '../api/types';

/** What only those hear of who are there: whoever comes later sees it in his lists. */
export type News =
  | { kind: 'queued'; conversation: Conversation }
  | { kind: 'message'; conversation: Conversation; entry: Entry };

/** What a toast can be about, of a conversation. */
export const TOLD_KINDS = ['queued', 'message', 'assigned', 'transferred', 'mentioned', 'woken'] as const;

interface Context {
  me: Pick<Me, 'id' | 'queue_ids'>;
  /** When this page began, by the server's clock: what happened before is no news. */
  startedAt: number;
  /** Conversations that this agent has just taken by hand. */
  ownActs: ReadonlySet<number>;
}

/** A conversation that begins to wait in one of my queues. */
export function newsOfConversation(
  before: Conversation | undefined,
  now: Conversation,
  { me, startedAt, ownActs }: Context,
): News | null {
  if (ownActs.has(now.id)) return null;
  // One that was not loaded may have been like this for long.
  if (!before && Date.parse(now.last_activity_at) < startedAt) return null;
  const isQueuedNow = now.state === 'queued' && before?.state !== 'queued';
  return isQueuedNow && me.queue_ids.includes(now.queue_id) ? { kind: 'queued', conversation: now } : null;
}

/** A customer's words in a conversation of mine that I am not looking at. */
export function newsOfEntry(
  entry: Entry,
  conversation: Conversation | undefined,
  { me, startedAt }: Context,
  isLookedAt: boolean,
  newestTold: number,
): News | null {
  if (!conversation || entry.seq <= newestTold || Date.parse(entry.at) < startedAt) return null;
  const isForMe =
    entry.kind === 'message' && entry.direction === 'inbound' && conversation.agent_id === me.id;
  return isForMe && !isLookedAt ? { kind: 'message', conversation, entry } : null;
}

/** The list with one more, or with one as it is now; newest first, and no longer than that. */
export function withNotice(items: readonly Notice[], notice: Notice, keptMax: number): Notice[] {
  const others = items.filter((one) => one.id !== notice.id);
  return [...others, notice].sort((one, other) => other.id - one.id).slice(0, keptMax);
}

/** What has been read just now, with what has come by itself since that was asked for. */
export function joined(read: readonly Notice[], known: readonly Notice[]): Notice[] {
  const newest = read[0]?.id ?? 0;
  return [...known.filter((notice) => notice.id > newest), ...read];
}

/** The list in which all are seen but these. */
export function seenExcept(items: readonly Notice[], unseen: readonly number[]): Notice[] {
  return items.map((notice) => ({ ...notice, is_seen: !unseen.includes(notice.id) }));
}

/** What was not looked at, of all conversations or of one; newest first. */
export const unseenOf = (items: readonly Notice[], conversation?: number) =>
  items.filter(
    (notice) => !notice.is_seen && (conversation === undefined || notice.conversation_id === conversation),
  );

/** What was not told yet and is not seen, oldest first. */
export const toTell = (items: readonly Notice[], newestTold: number) =>
  unseenOf(items)
    .filter((notice) => notice.id > newestTold)
    .reverse();

/** What was handed over is told even to somebody who looks at it: it changes what is to be done. */
export const isHandedOver = ({ kind }: Notice) => kind === 'assigned' || kind === 'transferred';
