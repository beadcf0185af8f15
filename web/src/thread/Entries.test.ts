import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../api/types';
import { session } from '../lib/session.svelte';
import { Timeline } from '../lib/store/timelines.svelte';
import { toasts } from '../lib/toasts.svelte';
import { conversation, entry, me } from '../test/samples';
import { refusal, serve, type Asked } from '../test/server';
import '../test/popover';
import Entries from './Entries.svelte';

const shown = vi.hoisted(() => ({ timeline: {} as unknown }));
vi.mock('../lib/store/timelines.svelte', async (actual) => ({
  ...(await actual<object>()),
  timelineOf: () => shown.timeline,
}));

const show = () =>
  render(Entries, { props: { conversation: conversation(1), target: null, onedit: () => true } });

beforeEach(() => {
  session.me = me();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  toasts.shown = [];
});

it('what is quoted is found without going through all messages for each answer', () => {
  const entries: Entry[] = Array.from({ length: 40 }, (_, at) =>
    entry(at + 1, { text: `Text ${at + 1}`, reply_to: at === 0 ? null : 1 }),
  );
  const find = vi.fn();
  Object.defineProperty(entries, 'find', { value: find });
  shown.timeline = {
    entries,
    loaded: true,
    failed: false,
    olderFailed: false,
    hasOlder: false,
    load: async () => undefined,
    ensure: async () => undefined,
  };
  show();
  expect(screen.getAllByRole('button', { name: /In reply to Contact 1.*Text 1/ })).toHaveLength(39);
  expect(find).not.toHaveBeenCalled();
});

describe('earlier messages that cannot be read', () => {
  let isDown: boolean;
  let asked: Asked[];
  const olderAsked = () => asked.filter(({ path }) => path.includes('before=')).length;

  beforeEach(async () => {
    isDown = true;
    asked = serve({
      'GET /conversations/1/timeline': ({ path }) => {
        if (!path.includes('before='))
          return [200, { items: [entry(51, { reply_to: 9 })], next_cursor: '51', conversations: [] }];
        if (isDown) return refusal('unavailable', 'Later.', 503);
        return [200, { items: [entry(44, { text: 'Earlier' })], next_cursor: null, conversations: [] }];
      },
    });
    shown.timeline = new Timeline(1);
    show();
    await screen.findByText(/Earlier messages could not be loaded/);
  });

  it('are asked for once, and then when the agent wants it', async () => {
    await new Promise((done) => setTimeout(done, 20));
    await fireEvent.scroll(screen.getByRole('log'));
    expect(olderAsked()).toBe(1);
    isDown = false;
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Earlier');
    expect(document.activeElement).toBe(screen.getByRole('log'));
    await tick();
    expect(olderAsked()).toBe(2);
    expect(screen.queryByText(/could not be loaded/)).toBeNull();
  });

  it('are not said to be absent', async () => {
    await fireEvent.click(screen.getByRole('button', { name: /In reply to|An earlier message/ }));
    await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));
    expect(toasts.shown[0]!.text).toBe('Earlier messages could not be loaded.');
  });
});
