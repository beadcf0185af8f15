import type { Conversation, State } from '../../api/types';
import { isWindowOpen } from '../window';
import { admits, filterQuery, isFiltered, NO_FILTERS, type Filters, type Reader } from './filters';

/** The lists of conversations an agent can look at. */
export const VIEWS = ['mine', 'queue', 'all', 'snoozed', 'closed'] as const;
export type ViewName = (typeof VIEWS)[number];

export const isOpen = (conversation: Conversation) =>
  conversation.state === 'queued' || conversation.state === 'active' || conversation.state === 'pending';

/** What waits in a queue is nobody's to put aside. */
export const maySnooze = ({ state }: Conversation) => state === 'active' || state === 'pending';

export const SORTS = ['newest', 'oldest', 'waiting', 'window'] as const;
export type Sort = (typeof SORTS)[number];

/** How the agent wants a view: only a part of it, or in another order. */
export interface Arrangement {
  filters: Filters;
  /** Null: as the view has it. */
  sort: Sort | null;
}
export const AS_IT_COMES: Arrangement = { filters: NO_FILTERS, sort: null };

export const isArranged = ({ filters, sort }: Arrangement) => sort !== null || isFiltered(filters);

interface View {
  /** What is asked of the server. */
  query: { state: string; agent?: string; snoozed?: boolean; sort: 'newest' | 'waiting' };
  /** Which states there are in it; with fewer than two there is nothing to choose. */
  states: readonly State[];
  /** The same question, asked of one conversation that has just changed. */
  holds(conversation: Conversation, me: number): boolean;
}

export const views: Record<ViewName, View> = {
  mine: {
    query: { state: 'open', agent: 'me', snoozed: false, sort: 'newest' },
    states: ['active', 'pending'],
    holds: (conversation, me) =>
      isOpen(conversation) && conversation.agent_id === me && !conversation.snoozed,
  },
  queue: {
    query: { state: 'queued', sort: 'waiting' },
    states: ['queued'],
    holds: (conversation) => conversation.state === 'queued',
  },
  snoozed: {
    query: { state: 'open', agent: 'me', snoozed: true, sort: 'newest' },
    states: ['active', 'pending'],
    holds: (conversation, me) => isOpen(conversation) && conversation.agent_id === me && conversation.snoozed,
  },
  all: {
    query: { state: 'open', sort: 'newest' },
    states: ['queued', 'active', 'pending'],
    holds: isOpen,
  },
  closed: {
    query: { state: 'closed', sort: 'newest' },
    states: ['resolved', 'abandoned'],
    holds: (conversation) => !isOpen(conversation),
  },
};

/** Whether a view holds what different agents have: nobody has what is closed. */
export const hasAgents = (view: ViewName) => view === 'all';
/** Whether in a view some wait for an answer, and others do not. */
export const mayWait = (view: ViewName) => view !== 'queue' && view !== 'closed';

/** Who waits is listed in the order of waiting only. */
export const sortOf = (view: ViewName, { filters, sort }: Arrangement): Sort =>
  filters.isWaiting ? 'waiting' : (sort ?? views[view].query.sort);

export const sortsOf = (view: ViewName, { filters }: Arrangement): readonly Sort[] => {
  if (filters.isWaiting) return ['waiting'];
  return view === 'closed' ? SORTS.filter((sort) => sort !== 'waiting') : SORTS;
};

export const queryOf = (view: ViewName, arrangement: Arrangement, reader: Reader) => ({
  ...views[view].query,
  ...filterQuery(arrangement.filters, reader),
  sort: sortOf(view, arrangement),
});

const MILLISECONDS_MAX = 8_640_000_000_000_000;

/** A key that sorts as the server does: the longest waiting, the first window to close, the oldest or the newest first. */
export function sortKey(sort: Sort, conversation: Conversation): string {
  if (sort === 'waiting') {
    return (
      ascending(conversation.waiting_since ?? conversation.created_at) + ascending(conversation.created_at)
    );
  }
  if (sort === 'window' && conversation.window_closes_at !== null)
    return ascending(conversation.window_closes_at) + digits(conversation.id);
  if (sort === 'oldest')
    return ascending(conversation.last_activity_at) + String(Number.MAX_SAFE_INTEGER - conversation.id);
  return descending(conversation.last_activity_at) + String(Number.MAX_SAFE_INTEGER - conversation.id);
}

export function belongs(
  view: ViewName,
  arrangement: Arrangement,
  conversation: Conversation,
  reader: Reader,
): boolean {
  if (!views[view].holds(conversation, reader.me)) return false;
  if (!admits(arrangement.filters, conversation, reader)) return false;
  const sort = sortOf(view, arrangement);
  // Who does not wait has no place in the order of waiting, and what has no end, or has had it, none in that of ends.
  if (sort === 'waiting') return conversation.waiting_since !== null;
  return sort !== 'window' || isWindowOpen(conversation, reader.now);
}

const digits = (milliseconds: number) => String(milliseconds).padStart(16, '0');
const ascending = (time: string) => digits(Date.parse(time));
const descending = (time: string) => digits(MILLISECONDS_MAX - Date.parse(time));
