import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accept, reopen, takeOver } from '../lib/acts';
import { dialogs } from '../lib/dialogs.svelte';
import { session } from '../lib/session.svelte';
import { toasts } from '../lib/toasts.svelte';
import { conversation, me } from '../test/samples';
import { refusal, serve, type Answer } from '../test/server';
import DialogHost from './DialogHost.svelte';

const asksFirst: Answer = ({ body, path }) =>
  (body as { over_capacity?: boolean } | null)?.over_capacity || path.endsWith('?over_capacity=true')
    ? [201, conversation(1)]
    : refusal('over_capacity', 'Ana Lima already has 8 of 8 active conversations: take one more?');

beforeEach(() => {
  session.me = me({ load: { active: 8, pending: 0, snoozed: 0 } });
  toasts.shown = [];
  render(DialogHost);
});
afterEach(() => {
  dialogs.close();
  cleanup();
  vi.unstubAllGlobals();
});

/** Reads the question and answers it with the button. */
async function answer(question: string, button: string) {
  expect((await screen.findByRole('dialog')).textContent).toContain(question);
  await fireEvent.click(screen.getByRole('button', { name: button }));
}
const submit = async (question: string, button: string) => {
  expect((await screen.findByRole('dialog')).textContent).toContain(question);
  await fireEvent.submit(screen.getByRole('button', { name: button }).closest('form')!);
};

describe('beyond the capacity', () => {
  it('one more is accepted only after a question', async () => {
    const asked = serve({ 'POST /conversations/1/assignment': asksFirst });
    await accept(1);
    await submit('You hold 8 of 8 active conversations. Accept one more?', 'Accept one more');
    await vi.waitFor(() => expect(asked.at(-1)?.body).toEqual({ agent: 'me', over_capacity: true }));
    expect(dialogs.open).toBeNull();
  });

  it('one more is taken over only after a question', async () => {
    const asked = serve({ 'POST /conversations/1/transfers': asksFirst });
    await takeOver(1);
    await submit('You hold 8 of 8 active conversations. Take one more over?', 'Take over one more');
    await vi.waitFor(() => expect(asked.at(-1)?.body).toEqual({ agent_id: 1, over_capacity: true }));
    expect(toasts.shown).toEqual([]);
  });

  it('one more is reopened only after a question', async () => {
    const asked = serve({ 'DELETE /conversations/1/resolution': asksFirst });
    await reopen(1);
    await submit('You hold 8 of 8 active conversations. Reopen one more?', 'Reopen one more');
    await vi.waitFor(() => expect(asked.at(-1)?.path).toBe('/conversations/1/resolution?over_capacity=true'));
    await vi.waitFor(() =>
      expect(toasts.shown.map(({ text }) => text)).toEqual(['Conversation #1 is open again']),
    );
  });

  it('nothing is taken if the answer is no', async () => {
    const asked = serve({ 'POST /conversations/1/transfers': asksFirst });
    await takeOver(1);
    await answer('Take one more over?', 'Cancel');
    expect(dialogs.open).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('is refused in words where the workspace allows no more', async () => {
    const detail = 'Ana Lima has 8 of 8 active conversations, and the workspace allows no more.';
    serve({ 'POST /conversations/1/assignment': () => refusal('at_capacity', detail) });
    await accept(1);
    expect(dialogs.open).toBeNull();
    expect(toasts.shown.map(({ text }) => text)).toEqual([detail]);
  });
});
