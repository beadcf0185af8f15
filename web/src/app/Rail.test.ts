import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { session } from '../lib/session.svelte';
import { toasts } from '../lib/toasts.svelte';
import { me } from '../test/samples';
import { refusal, serve } from '../test/server';
import { menu } from '../ui/menu.svelte';
import Rail from './Rail.svelte';

const full = { load: { active: 8, pending: 2, snoozed: 0 }, capacity: 8 };

/** Opens the menu behind the agent's face, whose name tells the status. */
async function open(status: string) {
  render(Rail, { screen: 'desk', homePath: '/mine', unread: 0 });
  await fireEvent.click(screen.getByRole('button', { name: `Ana Lima: ${status}` }));
}
const choose = (text: string) => menu.open?.items.find((item) => item.text === text)?.run();

afterEach(() => {
  cleanup();
  menu.close();
  toasts.shown = [];
  vi.unstubAllGlobals();
});

describe('the agent’s status', () => {
  it('is busy (full) at the capacity, though online was chosen', async () => {
    session.me = me(full);
    await open('Busy (full)');
    expect(menu.open?.heading).toBe('Busy (full) · 8 of 8 conversations');
    expect(menu.open?.items.filter(({ checked }) => checked).map(({ text }) => text)).toEqual(['Online']);
  });

  it('is what was chosen while there is room, and also beyond if that is not online', async () => {
    session.me = me();
    await open('Online');
    cleanup();
    session.me = me({ ...full, availability: 'away' });
    await open('Away');
    expect(menu.open?.heading).toBe('Away · 8 of 8 conversations');
  });

  it('is chosen in the menu, and shown at once', async () => {
    session.me = me();
    const asked = serve({ 'PATCH /me': () => [200, me({ availability: 'away' })] });
    await open('Online');
    choose('Away');
    expect(session.me.availability).toBe('away');
    await vi.waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ availability: 'away' }]));
    expect(await screen.findByRole('button', { name: 'Ana Lima: Away' })).toBeTruthy();
  });

  it('stays as it was if the server refuses', async () => {
    session.me = me();
    serve({ 'PATCH /me': () => refusal('busy', 'Too many changes wait to be written.', 503) });
    await open('Online');
    choose('Busy');
    await vi.waitFor(() =>
      expect(toasts.shown.map(({ text }) => text)).toEqual(['Too many changes wait to be written.']),
    );
    expect(session.me.availability).toBe('online');
  });
});
