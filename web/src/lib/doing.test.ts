import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, entry, me, tag } from '../test/samples';
import { refusal } from '../test/server';
import { accept, actOnMany, markRead, reopen, resolve, setRead, snooze, toggleTag } from './acts';
import { dialogs } from './dialogs.svelte';
import { outbox } from './outbox.svelte';
import { session } from './session.svelte';
import { conversations } from './store/conversations.svelte';
import { catalogue } from './store/catalogue.svelte';
import { applyConversation } from './store/lists.svelte';
import { toasts } from './toasts.svelte';

const BUG = tag(1, 'Bug');
const REFUND = tag(2, 'Refund');

/** A server that answers when it is told to; null: the network fails. */
let waiting: { asked: string; answer: (told: [number, unknown] | null) => void }[];
beforeEach(() => {
  waiting = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const asked = `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`;
    const told = await new Promise<[number, unknown] | null>((answer) => waiting.push({ asked, answer }));
    if (!told) throw new TypeError('no network');
    const [status, body] = told;
    const init = { status, headers: { 'Content-Type': 'application/json' } };
    return status === 204 ? new Response(null, init) : new Response(JSON.stringify(body), init);
  });
  session.me = me();
  toasts.shown = [];
  dialogs.close();
  conversations.forget();
  for (const id of [1, 2]) conversations.put(conversation(id));
});
afterEach(async () => {
  // What a failed test has left would hold up the next one.
  for (const { answer } of waiting) answer(null);
  await new Promise((done) => setTimeout(done));
  vi.unstubAllGlobals();
});

const state = (id = 1) => conversations.get(id)?.state;
const tags = () => conversations.get(1)?.tags.map(({ name }) => name);
const texts = () => toasts.shown.map(({ text }) => text);
const press = (text: string) => toasts.shown.find(({ action }) => action?.text === text)!.action!.run();

async function answer(asked: string, told: [number, unknown] | null) {
  await vi.waitFor(() => expect(waiting.map((one) => one.asked)).toContain(asked));
  const at = waiting.findIndex((one) => one.asked === asked);
  waiting.splice(at, 1)[0]!.answer(told);
  await new Promise((done) => setTimeout(done));
}

describe('an act', () => {
  it('that ends a conversation waits for what was written there, and is taken back where that cannot go', async () => {
    outbox.open(1);
    const written = { conversationId: 1, kind: 'message' as const, text: 'Goodbye', seenSeq: 1 };
    outbox.hold(written, 60_000);
    const resolving = resolve(1, '');
    expect(state()).toBe('resolved');
    const refused = expect(resolving).rejects.toMatchObject({ code: 'message_not_sent' });
    await answer('POST /conversations/1/messages', refusal('unavailable', 'Later.', 503));
    await refused;
    expect([state(), waiting]).toEqual(['active', []]);

    const again = resolve(1, '');
    await answer('POST /conversations/1/messages', [201, entry(9, { client_key: outbox.items[0]!.key })]);
    await answer('POST /conversations/1/resolution', [200, conversation(1, { state: 'resolved' })]);
    await again;
    expect([state(), outbox.items]).toEqual(['resolved', []]);
    outbox.close();
  });

  it('shows before the server has answered', async () => {
    const tagging = toggleTag(1, BUG, false);
    expect(tags()).toEqual(['Bug']);
    await answer('PUT /conversations/1/tags/1', [200, conversation(1, { tags: [BUG] })]);
    await tagging;
    expect(tags()).toEqual(['Bug']);
  });

  it('is taken back with the reason where it is refused', async () => {
    const tagging = toggleTag(1, BUG, false);
    await answer('PUT /conversations/1/tags/1', refusal('too_many', 'It has 50 tags already.', 422));
    await tagging;
    expect(tags()).toEqual([]);
    expect(toasts.shown).toMatchObject([
      { text: 'It has 50 tags already.', detail: '#1 is as it was.', tone: 'danger' },
    ]);
  });

  it('can be tried again where the network fails', async () => {
    const tagging = toggleTag(1, BUG, false);
    await answer('PUT /conversations/1/tags/1', null);
    await tagging;
    expect([tags(), texts()]).toEqual([[], ['The server did not answer. Try again in a moment.']]);
    press('Try again');
    expect(tags()).toEqual(['Bug']);
    await answer('PUT /conversations/1/tags/1', [200, conversation(1, { tags: [BUG] })]);
    expect(tags()).toEqual(['Bug']);
  });

  it('is asked for after the one before it, and both last', async () => {
    const both = [toggleTag(1, BUG, false), toggleTag(1, REFUND, false)];
    expect(tags()).toEqual(['Bug', 'Refund']);
    await vi.waitFor(() =>
      expect(waiting.map(({ asked }) => asked)).toEqual(['PUT /conversations/1/tags/1']),
    );
    await answer('PUT /conversations/1/tags/1', [200, conversation(1, { tags: [BUG] })]);
    expect(tags()).toEqual(['Bug', 'Refund']);
    await answer('PUT /conversations/1/tags/2', [200, conversation(1, { tags: [BUG, REFUND] })]);
    await Promise.all(both);
    expect(tags()).toEqual(['Bug', 'Refund']);
  });

  it('lasts although the one before it is refused', async () => {
    const both = [toggleTag(1, BUG, false), toggleTag(1, REFUND, false)];
    await answer('PUT /conversations/1/tags/1', refusal('gone', 'The tag is gone.', 404));
    expect(tags()).toEqual(['Refund']);
    await answer('PUT /conversations/1/tags/2', [200, conversation(1, { tags: [REFUND] })]);
    await Promise.all(both);
    expect(tags()).toEqual(['Refund']);
  });
});

describe('a resolution', () => {
  const ended = conversation(1, {
    state: 'resolved',
    agent_id: null,
    undo_until: '2999-01-01T00:00:00.000Z',
    resolution: { cause: 'agent', note: null, by: 1, by_name: 'Ana Lima', at: '2026-05-04T10:00:00.000Z' },
  });

  it('shows at once, and so does its undo, as it was before', async () => {
    conversations.put(conversation(1, { state: 'pending' }));
    const resolving = resolve(1, '');
    expect([state(), texts()]).toEqual(['resolved', ['Conversation #1 resolved']]);
    await answer('POST /conversations/1/resolution', [201, ended]);
    await resolving;
    applyConversation(ended);
    press('Undo');
    await vi.waitFor(() => expect(state()).toBe('pending'));
    await answer('DELETE /conversations/1/resolution', [200, conversation(1, { state: 'pending' })]);
    expect(state()).toBe('pending');
  });

  it('is undone after it is done, though the undo was pressed before', async () => {
    const resolving = resolve(1, '');
    press('Undo');
    await answer('POST /conversations/1/resolution', [201, ended]);
    await resolving;
    await answer('DELETE /conversations/1/resolution', [200, conversation(1)]);
    expect(state()).toBe('active');
  });

  it('that is refused is taken back with what was told of it, and nothing is undone', async () => {
    const resolving = resolve(1, '').catch((error: unknown) => error);
    press('Undo');
    await answer('POST /conversations/1/resolution', refusal('closed', 'The conversation has ended.'));
    expect(await resolving).toMatchObject({ code: 'closed' });
    expect([state(), texts(), waiting]).toEqual(['active', [], []]);
  });

  it('of a colleague is not guessed about when it is undone', async () => {
    conversations.put({ ...ended, resolution: { ...ended.resolution!, by: 2 } });
    const reopening = reopen(1);
    expect(state()).toBe('resolved');
    await answer('DELETE /conversations/1/resolution', [200, conversation(1, { agent_id: 2 })]);
    await reopening;
    expect(conversations.get(1)?.agent_id).toBe(2);
  });
});

describe('acts of other kinds', () => {
  it('accept at once, unless the server will ask first', async () => {
    conversations.put(conversation(1, { state: 'queued', agent_id: null }));
    const accepting = accept(1);
    expect(state()).toBe('active');
    const told = refusal('already_assigned', 'Ben has it.');
    await answer('POST /conversations/1/assignment', told);
    await answer('GET /conversations/1', [200, conversation(1, { agent_id: 2 })]);
    await accepting;
    expect([conversations.get(1)?.agent_id, texts()]).toEqual([2, ['Ben has it.']]);

    conversations.put(conversation(2, { state: 'queued', agent_id: null }));
    session.me = me({ load: { active: 8, pending: 0, snoozed: 0 } });
    const second = accept(2);
    expect(state(2)).toBe('queued');
    await answer('POST /conversations/2/assignment', [201, conversation(2)]);
    await second;
    expect(state(2)).toBe('active');
  });

  it('snooze at once, and are taken back with the word about it', async () => {
    const snoozing = snooze(1, null).catch(() => undefined);
    expect([conversations.get(1)?.snoozed, texts().length]).toEqual([true, 1]);
    await answer('PUT /conversations/1/snooze', null);
    await snoozing;
    expect([conversations.get(1)?.snoozed, texts()]).toEqual([false, []]);
  });

  it('mark as read at once, and not where the server says no', async () => {
    conversations.put(conversation(1, { unread: 3 }));
    const reading = setRead(1);
    expect(conversations.get(1)?.unread).toBe(0);
    await answer('PUT /conversations/1/read-mark', null);
    await reading;
    expect([conversations.get(1)?.unread, texts().length]).toEqual([3, 1]);
  });

  it('what is read by looking at it is not marked again and again where the network fails', async () => {
    conversations.put(conversation(1, { unread: 3 }));
    const reading = markRead(1, 9);
    await answer('PUT /conversations/1/read-mark', null);
    await reading;
    expect([conversations.get(1)?.unread, texts()]).toEqual([0, []]);
  });

  it('of many show at once, and each that is refused is taken back alone', async () => {
    catalogue.tags.put(BUG);
    const tagging = actOnMany([1, 2], { type: 'tag', tag_id: 1 });
    const marked = () => [1, 2].map((id) => conversations.get(id)?.tags.length);
    expect(marked()).toEqual([1, 1]);
    const items = [
      { id: 1, ok: true, code: null, detail: null },
      { id: 2, ok: false, code: 'closed', detail: 'It is closed.' },
    ];
    await answer('POST /conversations/bulk', [200, { items }]);
    await tagging;
    expect(marked()).toEqual([1, 0]);
    expect(dialogs.open).toMatchObject({ name: 'bulk_failures', done: 1, failures: [{ id: 2 }] });
  });
});
