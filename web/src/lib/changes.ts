/** What the agent's acts make of a conversation, as the server will tell it. What is so already stays the same object. */
import type { BulkAction, Conversation, Label, Me, Tag } from '../api/types';
import { catalogue } from './store/catalogue.svelte';
import type { Change } from './store/conversations.svelte';
import { isOpen, maySnooze } from './store/views';

/** For how long the server takes a resolution back as if it had not been. */
const UNDO_MS = 60_000;

const AWAKE = { snoozed: false, snoozed_until: null };

export function resolved(by: Pick<Me, 'id' | 'name'>, note: string, now: number): Change {
  const at = new Date(now).toISOString();
  const resolution = { cause: 'agent' as const, note: note || null, by: by.id, by_name: by.name, at };
  const ended = { state: 'resolved' as const, agent_id: null, waiting_since: null, unread: 0 };
  return (one) =>
    isOpen(one)
      ? { ...one, ...AWAKE, ...ended, resolution, undo_until: new Date(now + UNDO_MS).toISOString() }
      : one;
}

/** As it was before it was resolved. */
export const reopenedAs =
  ({ state, agent_id, waiting_since, snoozed, snoozed_until, unread }: Conversation): Change =>
  (one) =>
    isOpen(one)
      ? one
      : {
          ...one,
          ...{ state, agent_id, waiting_since, snoozed, snoozed_until, unread },
          resolution: null,
          undo_until: null,
        };

/** Later than that it is given to whoever reopens it. */
export const reopenedBy =
  (agent: number, now: number): Change =>
  (one) =>
    isOpen(one) ? one : { ...taken(one, agent, now), resolution: null, undo_until: null };

/** Of what waits: a colleague may have been first. */
export const acceptedBy =
  (agent: number, now: number): Change =>
  (one) =>
    one.state === 'queued' ? taken(one, agent, now) : one;

export const givenTo =
  (agent: number, now: number): Change =>
  (one) =>
    !isOpen(one) || (one.agent_id === agent && one.state === 'active' && !one.snoozed)
      ? one
      : taken(one, agent, now);

export const movedTo =
  (queue: number, now: number): Change =>
  (one) =>
    !isOpen(one) || (one.state === 'queued' && one.queue_id === queue)
      ? one
      : { ...taken(one, null, now), state: 'queued', queue_id: queue };

function taken(one: Conversation, agent: number | null, now: number): Conversation {
  const waiting_since = one.waiting_since ?? new Date(now).toISOString();
  return { ...one, ...AWAKE, state: 'active', agent_id: agent, waiting_since };
}

export const withTag =
  (tag: Tag): Change =>
  (one) =>
    has(one.tags, tag) ? one : { ...one, tags: [...one.tags, tag] };
export const withoutTag =
  (tag: Pick<Tag, 'id'>): Change =>
  (one) =>
    has(one.tags, tag) ? { ...one, tags: one.tags.filter(({ id }) => id !== tag.id) } : one;
export const withLabel =
  (label: Label): Change =>
  (one) =>
    has(one.labels, label) ? one : { ...one, labels: [...one.labels, label] };
export const withoutLabel =
  (label: Pick<Label, 'id'>): Change =>
  (one) =>
    has(one.labels, label) ? { ...one, labels: one.labels.filter(({ id }) => id !== label.id) } : one;

const has = (marks: readonly { id: number }[], mark: { id: number }) =>
  marks.some(({ id }) => id === mark.id);

export const snoozedUntil =
  (until: string | null): Change =>
  (one) =>
    !maySnooze(one) || (one.snoozed && isSameTime(one.snoozed_until, until))
      ? one
      : { ...one, snoozed: true, snoozed_until: until };

export const awake: Change = (one) => (one.snoozed ? { ...one, ...AWAKE } : one);

export const read: Change = (one) => (one.unread === 0 ? one : { ...one, unread: 0 });
/** The last message is to be read again. */
export const unread: Change = (one) => (one.unread > 0 || !isOpen(one) ? one : { ...one, unread: 1 });

const isSameTime = (one: string | null, other: string | null) =>
  one === other || (one !== null && other !== null && Date.parse(one) === Date.parse(other));

/** The same by the words in which many are asked for; undefined where nobody knows before. */
export function changeOf(action: BulkAction, me: Me, now: number): Change | undefined {
  const { agent_id: agent, queue_id: queue } = action;
  const tag = catalogue.tags.get(action.tag_id);
  const label = catalogue.labels.get(action.label_id);
  switch (action.type) {
    case 'resolve':
      return resolved(me, action.note ?? '', now);
    case 'assign':
      return agent === undefined ? undefined : acceptedBy(agent, now);
    case 'transfer':
      if (agent !== undefined) return givenTo(agent, now);
      return queue === undefined ? undefined : movedTo(queue, now);
    case 'tag':
      return tag && withTag(tag);
    case 'untag':
      return tag && withoutTag(tag);
    case 'label':
      return label && withLabel(label);
    case 'unlabel':
      return label && withoutLabel(label);
    case 'snooze':
      return snoozedUntil(action.until ?? null);
    case 'unsnooze':
      return awake;
    case 'read':
      return read;
    case 'unread':
      return unread;
  }
}
