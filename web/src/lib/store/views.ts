import type { Conversation } from '../../api/types';

/** The lists of conversations an agent can look at. */
export const VIEWS = ['mine', 'queue', 'all', 'snoozed', 'closed'] as const;
export type ViewName = (typeof VIEWS)[number];

export const isOpen = (conversation: Conversation) =>
  conversation.state === 'queued' || conversation.state === 'active' || conversation.state === 'pending';

/** What waits in a queue is nobody's to put aside. */
export const maySnooze = ({ state }: Conversation) => state === 'active' || state === 'pending';

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

const MILLISECONDS_MAX = 8_640_000_000_000_000;

/** A key that sorts as the server does: the longest waiting first in the queue, else the newest first. */
export function sortKey(view: ViewName, conversation: Conversation): string {
  if (views[view].query.sort === 'waiting') {
    return (
      ascending(conversation.waiting_since ?? conversation.created_at) + ascending(conversation.created_at)
    );
  }
  return descending(conversation.last_activity_at) + String(Number.MAX_SAFE_INTEGER - conversation.id);
}

const digits = (milliseconds: number) => String(milliseconds).padStart(16, '0');
const ascending = (time: string) => digits(Date.parse(time));
const descending = (time: string) => digits(MILLISECONDS_MAX - Date.parse(time));
