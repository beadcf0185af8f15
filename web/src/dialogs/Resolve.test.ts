import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dialogs } from '../lib/dialogs.svelte';
import { session } from '../lib/session.svelte';
import { conversations } from '../lib/store/conversations.svelte';
import { toasts } from '../lib/toasts.svelte';
import { conversation, me } from '../test/samples';
import { refusal } from '../test/server';
import DialogHost from './DialogHost.svelte';

let answer: (told: [number, unknown]) => void;
beforeEach(() => {
  vi.stubGlobal('fetch', async () => {
    const [status, body] = await new Promise<[number, unknown]>((told) => (answer = told));
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
  session.me = me();
  toasts.shown = [];
  for (const id of [1, 2]) conversations.put(conversation(id));
  render(DialogHost);
});
afterEach(() => {
  dialogs.close();
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const dialog = () => document.querySelector('dialog');
const note = () => screen.getByRole<HTMLTextAreaElement>('textbox', { hidden: true });
const state = () => conversations.get(1)?.state;

async function submit() {
  dialogs.show({ name: 'resolve', conversations: [1] });
  await tick();
  await fireEvent.input(note(), { target: { value: 'Refunded' } });
  await fireEvent.submit(note().closest('form')!);
}

describe('the dialog to resolve', () => {
  it('steps aside at once, and is closed with the answer', async () => {
    await submit();
    expect([dialog()?.open, state()]).toEqual([false, 'resolved']);
    answer([201, conversation(1, { state: 'resolved', agent_id: null })]);
    await vi.waitFor(() => expect(dialogs.open).toBeNull());
  });

  it('comes back with a refusal and the note', async () => {
    await submit();
    answer(refusal('closed', 'The conversation has ended.'));
    expect((await screen.findByRole('alert')).textContent).toBe('The conversation has ended.');
    expect([dialog()?.open, note().value, state()]).toEqual([true, 'Refunded', 'active']);
    expect(toasts.shown).toEqual([]);
  });

  it('disturbs nobody who has gone on meanwhile, and keeps the note for another try', async () => {
    await submit();
    dialogs.show({ name: 'resolve', conversations: [2] });
    await tick();
    expect(note().value).toBe('');
    answer(refusal('unavailable', 'The server is busy.', 503));
    await vi.waitFor(() => expect(toasts.shown.map(({ text }) => text)).toEqual(['The server is busy.']));
    expect([dialogs.open, state()]).toEqual([{ name: 'resolve', conversations: [2] }, 'active']);
    toasts.shown[0]!.action!.run();
    expect(conversations.get(1)?.resolution?.note).toBe('Refunded');
    answer([201, conversation(1, { state: 'resolved', agent_id: null })]);
    await tick();
  });
});
