import type { Channel, Conversation, State } from '../../api/types';
import { isClosingSoon } from '../window';
import { momentOf } from '../zone';

const DAY_MS = 86_400_000;

/** How far back “the last …” reaches. */
export const SPANS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;
export type Span = keyof typeof SPANS;

/** When something last happened: lately, or on the days from one to another, as `2026-05-03`. */
export type Dates = { last: Span } | { from: string | null; to: string | null };

/** Something with a number that a conversation has one of. */
export const THINGS = ['agent', 'queue', 'inbox', 'tag', 'label'] as const;
export type Thing = (typeof THINGS)[number];

/** What of a list is shown. The server takes one value of each kind, and several states. */
export interface Filters {
  channel: Channel | null;
  /** Empty: all that the view has. */
  states: readonly State[];
  dates: Dates | null;
  agent: number | null;
  queue: number | null;
  inbox: number | null;
  tag: number | null;
  label: number | null;
  isUnread: boolean;
  /** Only who waits for us to answer. */
  isWaiting: boolean;
  isClosing: boolean;
}

export const NO_FILTERS: Filters = {
  channel: null,
  states: [],
  dates: null,
  agent: null,
  queue: null,
  inbox: null,
  tag: null,
  label: null,
  isUnread: false,
  isWaiting: false,
  isClosing: false,
};

export const isFiltered = (filters: Filters): boolean =>
  filters.states.length > 0 ||
  filters.dates !== null ||
  filters.channel !== null ||
  filters.isUnread ||
  filters.isWaiting ||
  filters.isClosing ||
  THINGS.some((thing) => filters[thing] !== null);

/** Who looks at a list, and when: days are those of the workspace's clock. */
export interface Reader {
  me: number;
  now: number;
  zone: string;
}

/** The moments between which something last happened; the second one is not within. */
function momentsOf(dates: Dates, { now, zone }: Reader): { from: number | null; to: number | null } {
  if ('last' in dates) return { from: now - SPANS[dates.last], to: null };
  const start = (day: string) => Date.parse(`${day}T00:00:00Z`);
  return {
    from: dates.from === null ? null : momentOf(start(dates.from), zone),
    to: dates.to === null ? null : momentOf(start(dates.to) + DAY_MS, zone),
  };
}

/** What is asked of the server. Who waits is told by the order, which leaves out who does not. */
export function filterQuery(filters: Filters, reader: Reader) {
  const { from, to } = filters.dates ? momentsOf(filters.dates, reader) : { from: null, to: null };
  return {
    ...(filters.channel ? { channel: filters.channel } : {}),
    ...(filters.states.length > 0 ? { state: filters.states.join(',') } : {}),
    ...(from === null ? {} : { from: new Date(from).toISOString() }),
    ...(to === null ? {} : { to: new Date(to).toISOString() }),
    ...(filters.agent === null ? {} : { agent: String(filters.agent) }),
    ...(filters.queue === null ? {} : { queue: filters.queue }),
    ...(filters.inbox === null ? {} : { inbox: filters.inbox }),
    ...(filters.tag === null ? {} : { tag: filters.tag }),
    ...(filters.label === null ? {} : { label: filters.label }),
    ...(filters.isUnread ? { unread: true } : {}),
    ...(filters.isClosing ? { window: 'closing' } : {}),
  };
}

/** The same question, asked of one conversation. */
export function admits(filters: Filters, conversation: Conversation, reader: Reader): boolean {
  const isOrAny = <Value>(wanted: Value | null, value: Value | null) => wanted === null || wanted === value;
  const has = (wanted: number | null, marks: { id: number }[]) =>
    wanted === null || marks.some(({ id }) => id === wanted);
  return (
    isOrAny(filters.channel, conversation.channel) &&
    (filters.states.length === 0 || filters.states.includes(conversation.state)) &&
    isOrAny(filters.agent, conversation.agent_id) &&
    isOrAny(filters.queue, conversation.queue_id) &&
    isOrAny(filters.inbox, conversation.inbox_id) &&
    has(filters.tag, conversation.tags) &&
    has(filters.label, conversation.labels) &&
    (!filters.isUnread || conversation.unread > 0) &&
    (!filters.isWaiting || conversation.waiting_since !== null) &&
    (!filters.isClosing || isClosingSoon(conversation, reader.now)) &&
    (filters.dates === null || isWithin(filters.dates, conversation, reader))
  );
}

function isWithin(dates: Dates, { last_activity_at }: Conversation, reader: Reader): boolean {
  const { from, to } = momentsOf(dates, reader);
  const at = Date.parse(last_activity_at);
  return (from === null || at >= from) && (to === null || at < to);
}
