import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands, handleKey } from '../lib/commands.svelte';
import { dialogs } from '../lib/dialogs.svelte';
import { selection } from '../lib/selection.svelte';
import { session } from '../lib/session.svelte';
import { lists } from '../lib/store/lists.svelte';
import { AS_IT_COMES } from '../lib/store/views';
import { menu } from '../ui/menu.svelte';
import { conversation, me } from '../test/samples';
import { serve } from '../test/server';
import Desk from './Desk.svelte';

const OPEN = 1;
const items = [
  conversation(1, { last_activity_at: '2026-05-04T10:03:00Z' }),
  conversation(2, { last_activity_at: '2026-05-04T10:02:00Z' }),
  conversation(3, { state: 'queued', agent_id: null, last_activity_at: '2026-05-04T10:01:00Z' }),
];

const route = {
  screen: 'desk',
  view: 'all',
  arrangement: AS_IT_COMES,
  query: null,
  conversation: OPEN,
  entry: null,
} as const;

let asked: ReturnType<typeof serve>;

beforeEach(async () => {
  session.me = me();
  asked = serve({
    'GET /conversations': () => [200, { items, next_cursor: null, total: 3, seq: 1 }],
    'GET /conversations/1': () => [200, items[0]],
    'GET /conversations/1/timeline': () => [200, { items: [], next_cursor: null, conversations: [] }],
    'POST /conversations/3/assignment': () => [201, { ...items[2], state: 'active', agent_id: 1 }],
  });
  await lists.all.reload();
  render(Desk, { route });
  addEventListener('keydown', handleKey);
  await tick();
});
afterEach(() => {
  removeEventListener('keydown', handleKey);
  cleanup();
  selection.clear();
  dialogs.close();
  menu.close();
  vi.unstubAllGlobals();
});

const list = () => screen.getByRole('listbox', { name: /^Conversations/ });
const press = (key: string, target: Element = document.activeElement ?? document.body) =>
  fireEvent.keyDown(target, { key });

/** Moves the list's cursor to the row of this conversation, beside the one that is open. */
async function pointAt(id: number) {
  list().focus();
  await press('Home');
  for (let row = 1; row < id; row += 1) await press('ArrowDown');
}

const DIALOGS = { t: 'transfer', e: 'resolve', z: 'snooze', l: 'labels', '#': 'tags' } as const;

describe('the keys act', () => {
  it('on the open conversation while the focus is in it', async () => {
    screen.getByRole('main').focus();
    for (const [key, name] of Object.entries(DIALOGS)) {
      await press(key);
      expect(dialogs.open).toEqual({ name, conversations: [OPEN] });
      dialogs.close();
    }
  });

  it('on the row under the cursor while the focus is in the list', async () => {
    await pointAt(2);
    for (const [key, name] of Object.entries(DIALOGS)) {
      await press(key);
      expect(dialogs.open).toEqual({ name, conversations: [2] });
      dialogs.close();
    }
    screen.getByRole('main').focus();
    await tick();
    await press('e');
    expect(dialogs.open).toEqual({ name: 'resolve', conversations: [OPEN] });
  });

  it('on what is ticked, if anything is', async () => {
    await pointAt(2);
    await press('x');
    await press('ArrowDown');
    await press('x');
    await press('t');
    expect(dialogs.open).toEqual({ name: 'transfer', conversations: [2, 3] });
  });

  it('on what the row’s state allows', async () => {
    await pointAt(3);
    expect(commands.has('snooze')).toBe(false);
    await press('a');
    await vi.waitFor(() => expect(asked.at(-1)?.path).toBe('/conversations/3/assignment'));
    await pointAt(2);
    expect(commands.has('accept')).toBe(false);
  });

  it('on nothing once the row at hand has left the list, and go on from its place', async () => {
    await pointAt(2);
    lists.all.remove(2);
    await tick();
    expect(commands.has('resolve')).toBe(false);
    await press('ArrowDown');
    await press('e');
    expect(dialogs.open).toEqual({ name: 'resolve', conversations: [3] });
  });
});

describe('the menu of the row at hand', () => {
  it('opens by Shift+F10 and by the menu key', async () => {
    await pointAt(2);
    await fireEvent.keyDown(list(), { key: 'F10', shiftKey: true });
    expect(menu.open?.label).toBe('Actions for Contact 2');
    menu.close();
    await fireEvent.contextMenu(list(), { button: 0 });
    expect(menu.open?.label).toBe('Actions for Contact 2');
  });

  it('leaves a pointer below the rows to the browser', async () => {
    await pointAt(2);
    expect(await fireEvent.contextMenu(list(), { button: 2 })).toBe(true);
    expect(menu.open).toBeNull();
  });

  it('offers to put aside only what somebody has', async () => {
    const texts = () => menu.open?.items.map(({ text }) => text);
    await pointAt(2);
    await fireEvent.contextMenu(list(), { button: 0 });
    expect(texts()).toContain('Snooze');
    menu.close();
    await pointAt(3);
    await fireEvent.contextMenu(list(), { button: 0 });
    expect(texts()).not.toContain('Snooze');
  });
});
