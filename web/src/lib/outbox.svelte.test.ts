import { afterEach, describe, expect, it, vi } from 'vitest';
import { conversation, entry } from '../test/samples';
import { refusal, serve } from '../test/server';
import { outbox } from './outbox.svelte';
import { router } from './router.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts } from './toasts.svelte';
import { refusals } from './windowRefusals.svelte';

const SHOWN = conversation(81, { window_closes_at: '2026-05-06T12:00:00Z' });
const item = (text: string) => ({ conversationId: 81, kind: 'message' as const, text, seenSeq: 4 });
const closed = () => refusal('window_closed', 'The window is closed.');

describe('what is sent after its time', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    localStorage.clear();
    toasts.shown = [];
    router.go('/');
  });

  it('comes back, and turns the composer until the customer writes', async () => {
    router.go('/c/81');
    conversations.put(SHOWN);
    serve({ 'POST /conversations/81/messages': closed });
    outbox.open(1);
    outbox.add(item('Are you there?'));
    await vi.waitFor(() => expect(outbox.returned(81)).toHaveLength(1));
    expect(outbox.of(81)).toEqual([]);
    expect(refusals.has(SHOWN)).toBe(true);
    expect(refusals.has({ ...SHOWN, window_closes_at: '2026-05-07T12:00:00Z' })).toBe(false);
    expect(toasts.shown).toEqual([]);
  });

  it('is told of where the conversation is not on the screen', async () => {
    router.go('/mine');
    conversations.put(SHOWN);
    serve({ 'POST /conversations/81/messages': closed });
    outbox.open(1);
    outbox.add(item('Are you there?'));
    await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));
    expect(toasts.shown[0]!.text).toContain('Not sent to Contact 81');
    toasts.shown[0]!.action!.run();
    expect(router.route).toMatchObject({ conversation: 81 });
  });

  it('may still be a template, whose text the server makes', async () => {
    conversations.put(SHOWN);
    const asked = serve({
      'POST /conversations/81/messages': () => [201, entry(5, { conversation_id: 81 })],
    });
    outbox.open(1);
    const template = { name: 'hello', language: 'en', parameters: [] };
    outbox.add({ ...item('Hello again'), extras: { template } });
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]!.body).toMatchObject({ text: '', template, seen_seq: 4 });
  });
});
