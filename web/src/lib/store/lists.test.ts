import { expect, it, vi } from 'vitest';
import type { Conversation } from '../../api/types';
import { conversation, later, me } from '../../test/samples';
import { session } from '../session.svelte';
import { conversations } from './conversations.svelte';
import { applyConversation, ConversationList } from './lists.svelte';

/** Each request waits for its answer. */
const answers = vi.hoisted(() => [] as ((page: object) => void)[]);
vi.mock('../../api/requests', async (actual) => ({
  ...(await actual<object>()),
  listConversations: () => new Promise((resolve) => answers.push(resolve)),
}));
const answer = (items: Conversation[]) => answers.at(-1)!({ items, next_cursor: null, total: null });

it('what comes while a list asks again is not put back by the answer', async () => {
  session.me = me();
  const list = new ConversationList('mine', { isClosing: true, sort: null });
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
