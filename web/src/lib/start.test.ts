import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contact, conversation, me } from '../test/samples';
import { serve } from '../test/server';
import { dialogs } from './dialogs.svelte';
import { live } from './live/live.svelte';
import { outbox } from './outbox.svelte';
import { router } from './router.svelte';
import { session } from './session.svelte';
import { startDesk } from './start';
import { contacts } from './store/contacts.svelte';
import { conversations } from './store/conversations.svelte';
import { lists } from './store/lists.svelte';
import { timelineOf } from './store/timelines.svelte';

const page = (...ids: number[]) => ({
  items: ids.map((id) => conversation(id)),
  next_cursor: null,
  total: ids.length,
  seq: 1,
});
let mine = page(1);

describe('a desk whose session ends', () => {
  beforeEach(() => {
    mine = page(1);
    serve({ 'GET /conversations': () => [200, mine] });
    vi.spyOn(live, 'start').mockImplementation(() => undefined);
    session.me = me();
  });
  afterEach(() => {
    localStorage.clear();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  async function works() {
    const stop = startDesk()!;
    await vi.waitFor(() => expect(lists.mine.loaded && lists.queue.loaded).toBe(true));
    return stop;
  }
  const rows = () => lists.mine.slice(0, lists.mine.length);

  it('reads everything anew when the agent is back: of what happened meanwhile nobody has told', async () => {
    const stop = await works();
    expect(rows()).toEqual([1]);
    contacts.put(contact(1));
    const timeline = timelineOf(1);
    stop();
    expect([rows(), lists.mine.loaded, lists.mine.total]).toEqual([[], false, null]);
    expect([conversations.get(1), contacts.isFresh(1), timelineOf(1) === timeline]).toEqual([
      undefined,
      false,
      false,
    ]);
    mine = page(3, 2);
    (await works())();
    mine = page(4, 3, 2);
    const stopAgain = await works();
    expect(rows().toSorted()).toEqual([2, 3, 4]);
    stopAgain();
  });

  it('has read all again though what is open is gone', async () => {
    const stop = await works();
    router.go('/c/7');
    conversations.put(conversation(7));
    const [, { resync }] = vi.mocked(live.start).mock.lastCall!;
    await resync();
    expect(conversations.get(7)).toBeUndefined();
    router.go('/');
    stop();
  });

  it('drops the answer to what was asked for before', async () => {
    const stop = startDesk()!;
    stop();
    await new Promise((done) => setTimeout(done));
    expect([rows(), lists.mine.loaded, lists.mine.loading]).toEqual([[], false, false]);
  });

  it('shows nothing that waits to be sent, and no dialog, to whoever is next', async () => {
    localStorage.setItem(
      'deskbell.outbox.1.k',
      JSON.stringify({ key: 'k', conversationId: 1, kind: 'message', text: 'Hi', state: 'failed', at: '' }),
    );
    const stop = await works();
    expect(outbox.items).toHaveLength(1);
    dialogs.show({ name: 'help' });
    stop();
    expect([outbox.items, dialogs.open]).toEqual([[], null]);
    outbox.open(2);
    expect(outbox.items).toEqual([]);
    outbox.close();
    outbox.open(1);
    expect(outbox.items).toHaveLength(1);
    outbox.close();
  });
});
