import { afterEach, expect, it, vi } from 'vitest';
import type { Conversation } from '../../api/types';
import { conversation, later, me } from '../../test/samples';
import { session } from '../session.svelte';
import { conversations } from './conversations.svelte';
import { NO_FILTERS, type Filters } from './filters';
import {
  applyConversation,
  arrange,
  arrangementOf,
  ConversationList,
  findUnread,
  forgetThing,
  shownList,
} from './lists.svelte';
import { AS_IT_COMES } from './views';

/** Each request waits for its answer. */
const answers = vi.hoisted(() => [] as ((page: object) => void)[]);
const asked = vi.hoisted(() => [] as object[]);
vi.mock('../../api/requests', async (actual) => ({
  ...(await actual<object>()),
  listConversations: (query: object) => {
    asked.push(query);
    return new Promise((resolve) => answers.push(resolve));
  },
  readConversation: async (id: number) => conversation(id, { unread: 2 }),
}));
const answer = (items: Conversation[], next_cursor: string | null = null) =>
  answers.at(-1)!({ items, next_cursor, total: null });

afterEach(() => {
  conversations.forget();
  arrange('all', AS_IT_COMES);
});

/** All conversations, narrowed, with these on the screen. */
async function narrowed(filters: Partial<Filters>, items: Conversation[]) {
  session.me = me();
  arrange('all', { filters: { ...NO_FILTERS, ...filters }, sort: null });
  const list = shownList('all');
  const loading = list.ensure();
  answer(items);
  await loading;
  return { list, ids: () => list.slice(0, 10) };
}
const REFUND = { id: 3, name: 'refund', predefined: false, conversation_count: null };

it('what comes while a list asks again is not put back by the answer', async () => {
  session.me = me();
  const list = new ConversationList('mine', {
    filters: { ...NO_FILTERS, isClosing: true },
    sort: null,
  });
  const loading = list.ensure();
  answer([conversation(1), conversation(2)]);
  await loading;
  const asking = list.keepTime();
  applyConversation(conversation(1, { last_seq: 5, last_activity_at: later(60), unread: 1 }));
  answer([conversation(1), conversation(2, { unread: 3 })]);
  await asking;
  expect(conversations.get(1)).toMatchObject({ last_seq: 5, unread: 1 });
  expect(conversations.get(2)?.unread).toBe(3);
});

it('what stops to match leaves a narrowed list, and what begins to match comes', async () => {
  const { ids } = await narrowed({ tag: 3 }, [conversation(1, { tags: [REFUND] })]);
  applyConversation(conversation(2, { tags: [REFUND], last_activity_at: later(60) }));
  applyConversation(conversation(4));
  expect(ids()).toEqual([2, 1]);
  applyConversation(conversation(1));
  expect(ids()).toEqual([2]);
});

it('the pointer holds back what would leave a narrowed list', async () => {
  const { list, ids } = await narrowed({ channel: 'whatsapp', isUnread: true }, [
    conversation(1, { unread: 1 }),
  ]);
  list.hold();
  applyConversation(conversation(1));
  expect(ids()).toEqual([1]);
  list.release();
  expect(ids()).toEqual([]);
});

it('what is open stays among the unread until it is left', async () => {
  const { list, ids } = await narrowed({ isUnread: true }, [
    conversation(1, { unread: 1, last_activity_at: later(60) }),
    conversation(2, { unread: 1 }),
  ]);
  list.open(1);
  for (const id of [1, 2]) applyConversation({ ...conversations.get(id)!, unread: 0 });
  expect(ids()).toEqual([1]);
  list.open(null);
  expect(ids()).toEqual([]);
});

it('pages in which nothing matched are gone past', async () => {
  session.me = me();
  const list = new ConversationList('closed', { filters: { ...NO_FILTERS, tag: 3 }, sort: null });
  const loading = list.ensure();
  answer([], 'further');
  await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ cursor: 'further', tag: 3 }));
  answer([conversation(1, { state: 'resolved', tags: [REFUND] })], 'rest');
  await loading;
  expect(list.slice(0, 10)).toEqual([1]);
  expect(list.hasMore).toBe(true);
});

it('what another browser makes unread is fetched where it would be shown', async () => {
  const { ids } = await narrowed({ isUnread: true }, []);
  await findUnread(9);
  expect(ids()).toEqual([9]);
});

it('a list is read again when what it was narrowed to is no longer there', async () => {
  const { ids } = await narrowed({ label: 4 }, [
    conversation(1, { labels: [{ id: 4, name: 'VIP', colour: 'red' }] }),
  ]);
  forgetThing('label', 5);
  const before = asked.length;
  forgetThing('label', 4);
  expect(asked.length).toBe(before + 1);
  answer([]);
  await vi.waitFor(() => expect(ids()).toEqual([]));
});

it('a view keeps its order in this browser, and its filters as long as the page lives', () => {
  const filters = { ...NO_FILTERS, queue: 2 };
  arrange('all', { filters, sort: 'oldest' });
  expect(arrangementOf('all')).toEqual({ filters, sort: 'oldest' });
  const kept = shownList('all');
  arrange('all', { filters: { ...filters }, sort: 'oldest' });
  expect(shownList('all')).toBe(kept);
  expect(JSON.parse(localStorage.getItem('deskbell.preferences')!).sorts).toEqual({ all: 'oldest' });
  arrange('all', AS_IT_COMES);
  expect(JSON.parse(localStorage.getItem('deskbell.preferences')!).sorts).toEqual({});
});
