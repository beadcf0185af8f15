import type { Conversation } from '../../api/types';
import { isClosingSoon, isWindowOpen } from '../window';

/** The lists of conversations an agent can look at. */
export const VIEWS = ['mine', 'queue', 'all', 'snoozed', 'closed'] as const;
export type ViewName = (typeof VIEWS)[number];

export const isOpen = (conversation: Conversation) =>
  conversation.state === 'queued' || conversation.state === 'active' || conversation.state === 'pending';

/** What waits in a queue is nobody's to put aside. */
export const maySnooze = ({ state }: Conversation) => state === 'active' || state === 'pending';

export const SORTS = ['newest', 'waiting', 'window'] as const;
export type Sort = (typeof SORTS)[number];

/** How the agent wants a view: only a part of it, or in another order. */
export interface Arrangement {
  isClosing: boolean;
  /** Null: as the view has it. */
  sort: Sort | null;
}
export const AS_IT_COMES: Arrangement = { isClosing: false, sort: null };

interface View {
  /** What is asked of the server. */
  query: { state: string; agent?: string; snoozed?: boolean; sort: 'newest' | 'waiting' };
  /** The same question, asked of one conversation that has just changed. */
  holds(conversation: Conversation, me: number): boolean;
}

export const views: Record<ViewName, View> = {
  mine: {
    query: { state: 'open', agent: 'me', snoozed: false, sort: 'newest' },
    holds: (conversation, me) =>
      isOpen(conversation) && conversation.agent_id === me && !conversation.snoozed,
  },
  queue: {
    query: { state: 'queued', sort: 'waiting' },
    holds: (conversation) => conversation.state === 'queued',
  },
  snoozed: {
    query: { state: 'open', agent: 'me', snoozed: true, sort: 'newest' },
    holds: (conversation, me) => isOpen(conversation) && conversation.agent_id === me && conversation.snoozed,
  },
  all: { query: { state: 'open', sort: 'newest' }, holds: isOpen },
  closed: { query: { state: 'closed', sort: 'newest' }, holds: (conversation) => !isOpen(conversation) },
};

export const sortOf = (view: ViewName, { sort }: Arrangement): Sort => sort ?? views[view].query.sort;

export const queryOf = (view: ViewName, arrangement: Arrangement) => ({
  ...views[view].query,
  sort: sortOf(view, arrangement),
  ...(arrangement.isClosing ? { window: 'closing' } : {}),
});

const MILLISECONDS_MAX = 8_640_000_000_000_000;

/** A key that sorts as the server does: the longest waiting, the first window to close, or the newest first. */
export function sortKey(sort: Sort, conversation: Conversation): string {
  if (sort === 'waiting') {
    return (
      ascending(conversation.waiting_since ?? conversation.created_at) + ascending(conversation.created_at)
    );
  }
  if (sort === 'window' && conversation.window_closes_at !== null)
    return ascending(conversation.window_closes_at) + digits(conversation.id);
  return descending(conversation.last_activity_at) + String(Number.MAX_SAFE_INTEGER - conversation.id);
}

export const belongs = (
  view: ViewName,
  arrangement: Arrangement,
  conversation: Conversation,
  me: number,
  now: number,
): boolean => {
  if (!views[view].holds(conversation, me)) return false;
  if (arrangement.isClosing) return isClosingSoon(conversation, now);
  // What has no end, or has had it, has no place in that order.
  return arrangement.sort !== 'window' || isWindowOpen(conversation, now);
};

const digits = (milliseconds: number) => String(milliseconds).padStart(16, '0');
const ascending = (time: string) => digits(Date.parse(time));
const descending = (time: string) => digits(MILLISECONDS_MAX - Date.parse(time));
