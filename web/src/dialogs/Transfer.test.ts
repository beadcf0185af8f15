import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation } from '../api/types';
import { dialogs } from '../lib/dialogs.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { conversations } from '../lib/store/conversations.svelte';
import { workspace } from '../lib/store/workspace.svelte';
import { toasts } from '../lib/toasts.svelte';
import { agent, conversation, entry, later, me, queue } from '../test/samples';
import { refusal, serve, type Answer } from '../test/server';
import Transfer from './Transfer.svelte';

const FULL = 'Cleo already has 8 of 8 active conversations: take one more?';
const waiting = (id: number) => conversation(id, { state: 'queued', agent_id: null });
const gives =
  (id: number): Answer =>
  () => [201, conversation(id, { agent_id: 3 })];
/** Full until it is said that this is known. */
const asksFirst =
  (id: number): Answer =>
  ({ body }) =>
    (body as { over_capacity?: boolean }).over_capacity
      ? gives(id)({} as never)
      : refusal('over_capacity', FULL);
const bulk =
  (isRefused: (id: number) => boolean): Answer =>
  ({ body }) => [
    200,
    {
      items: (body as { ids: number[] }).ids.map((id) =>
        isRefused(id)
          ? { id, ok: false, code: 'over_capacity', detail: FULL }
          : { id, ok: true, code: null, detail: null },
      ),
    },
  ];

function open(ones: Conversation[], role: 'agent' | 'supervisor' = 'agent') {
  session.me = me({ role });
  for (const one of ones) conversations.put(one);
  const onclose = vi.fn();
  render(Transfer, { ids: ones.map(({ id }) => id), onclose });
  return onclose;
}

const options = () =>
  screen.getAllByRole('option').map((option) => option.textContent?.replace(/\s+/g, ' ').trim());

/** By the keyboard alone: type, Enter, the note, Enter. */
async function send(name: string, note = '') {
  const field = screen.getByRole('combobox', { name: 'Transfer to' });
  await fireEvent.input(field, { target: { value: name } });
  await fireEvent.keyDown(field, { key: 'Enter' });
  const noteField = screen.getByRole('textbox', { name: /^Note/ });
  expect(document.activeElement).toBe(noteField);
  await fireEvent.input(noteField, { target: { value: note } });
  await fireEvent.keyDown(noteField, { key: 'Enter' });
}

beforeEach(() => {
  for (const one of [
    agent(1),
    agent(2, { name: 'Ben' }),
    agent(3, { name: 'Cleo', load: { active: 3, pending: 0, snoozed: 0 } }),
  ])
    catalogue.agents.put(one);
  for (const one of [queue(1, { name: 'Orders' }), queue(2, { name: 'Returns' })]) catalogue.queues.put(one);
  toasts.shown = [];
  dialogs.close();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the dialog to hand conversations on', () => {
  it('is used by the keyboard alone', async () => {
    const asked = serve({ 'POST /conversations/1/transfers': gives(1) });
    const onclose = open([conversation(1)]);
    await send('cle', 'Speaks Spanish');
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      ['/conversations/1/transfers', { agent_id: 3, note: 'Speaks Spanish' }],
    ]);
    expect(toasts.shown.map(({ text }) => text)).toEqual(['Conversation #1 transferred to Cleo']);
  });

  it('shows how full everybody is', () => {
    open([conversation(1)]);
    expect(options()[1]).toMatch(/Cleo.*3 of 8/);
  });

  it('says which queue is closed, and until when', () => {
    workspace.timeZone = 'UTC';
    catalogue.queues.put(queue(1, { name: 'Orders', is_open: false, opens_at: later(3600) }));
    open([conversation(1)]);
    const [first, last] = options().slice(-2);
    expect(first).toMatch(/^Returns 0 wait/);
    expect(last).toMatch(/^Orders Closed, opens Mon.*11:00/);
  });

  it('asks whether somebody who is full may be given one more', async () => {
    const asked = serve({ 'POST /conversations/1/transfers': asksFirst(1) });
    const onclose = open([conversation(1)]);
    await send('cleo');
    expect((await screen.findByRole('alert')).textContent).toBe(`${FULL} Transfer it all the same?`);
    await fireEvent.submit(screen.getByRole('button', { name: 'Transfer anyway' }).closest('form')!);
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked.at(-1)?.body).toEqual({ agent_id: 3, over_capacity: true });
  });
});

describe('what waits in a queue', () => {
  it('is assigned by supervisors, and the note is left in it', async () => {
    const asked = serve({
      'POST /conversations/1/assignment': asksFirst(1),
      'POST /conversations/1/notes': () => [201, entry(9)],
    });
    const onclose = open([waiting(1)], 'supervisor');
    await send('cleo', 'Speaks Spanish');
    await screen.findByRole('alert');
    await fireEvent.submit(screen.getByRole('button', { name: 'Assign anyway' }).closest('form')!);
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      ['/conversations/1/assignment', { agent: 3 }],
      ['/conversations/1/assignment', { agent: 3, over_capacity: true }],
      ['/conversations/1/notes', { text: 'Speaks Spanish', mentions: [3] }],
    ]);
    expect(toasts.shown.map(({ text }) => text)).toEqual(['Conversation #1 assigned to Cleo']);
  });

  it('goes to other queues alone, if an agent hands it on', async () => {
    const asked = serve({ 'POST /conversations/1/transfers': gives(1) });
    open([waiting(1)]);
    expect(options()).toHaveLength(1);
    expect(screen.getByText('It waits in a queue. To hand it to a colleague, accept it first.')).toBeTruthy();
    await send('returns');
    await vi.waitFor(() => expect(asked[0]?.body).toEqual({ queue_id: 2 }));
  });
});

describe('many at once', () => {
  it('are transferred or assigned, each as it stands', async () => {
    const asked = serve({
      'POST /conversations/bulk': bulk(() => false),
      'POST /conversations/2/notes': () => [201, entry(9)],
    });
    const onclose = open([conversation(1), waiting(2)], 'supervisor');
    await send('cleo', 'Both are one matter');
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked.map(({ body }) => body)).toEqual([
      { ids: [1], action: { type: 'transfer', agent_id: 3, note: 'Both are one matter' } },
      { ids: [2], action: { type: 'assign', agent_id: 3 } },
      { text: 'Both are one matter', mentions: [3] },
    ]);
    expect(toasts.shown.map(({ text }) => text)).toEqual(['2 transferred to Cleo']);
  });

  it('leave out what an agent cannot assign', async () => {
    const asked = serve({ 'POST /conversations/bulk': bulk(() => false) });
    open([conversation(1), waiting(2)]);
    await send('cleo');
    expect(screen.getByText(/^1 waits in a queue and stays there/)).toBeTruthy();
    await vi.waitFor(() =>
      expect(asked.map(({ body }) => body)).toEqual([
        { ids: [1], action: { type: 'transfer', agent_id: 3 } },
      ]),
    );
  });

  it('go beyond what was agreed only for those about which the server asks, and when that is confirmed', async () => {
    const asked = serve({
      'POST /conversations/bulk': bulk((id) => id > 1),
      'POST /conversations/2/transfers': asksFirst(2),
      'POST /conversations/3/assignment': asksFirst(3),
    });
    const onclose = open([conversation(1), conversation(2), waiting(3)], 'supervisor');
    await send('cleo');
    expect((await screen.findByRole('alert')).textContent).toBe(
      `${FULL} 2 are left: transfer them all the same?`,
    );
    await fireEvent.submit(screen.getByRole('button', { name: 'Transfer anyway' }).closest('form')!);
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(asked.slice(2).map(({ path, body }) => [path, body])).toEqual([
      ['/conversations/2/transfers', { agent_id: 3, over_capacity: true }],
      ['/conversations/3/assignment', { agent: 3, over_capacity: true }],
    ]);
    expect(toasts.shown.map(({ text }) => text)).toEqual(['3 transferred to Cleo']);
  });

  it('are told of also if the rest is given up', async () => {
    serve({ 'POST /conversations/bulk': bulk((id) => id > 1) });
    open([conversation(1), conversation(2)]);
    await send('cleo');
    await screen.findByRole('alert');
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(dialogs.open).toMatchObject({ name: 'bulk_failures', done: 1, failures: [{ id: 2 }] });
  });
});
