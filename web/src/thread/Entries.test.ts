import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Entry } from '../api/types';
import { session } from '../lib/session.svelte';
import { conversation, entry, me } from '../test/samples';
import '../test/popover';
import Entries from './Entries.svelte';

const entries: Entry[] = Array.from({ length: 40 }, (_, at) =>
  entry(at + 1, { text: `Text ${at + 1}`, reply_to: at === 0 ? null : 1 }),
);
const find = vi.fn();
Object.defineProperty(entries, 'find', { value: find });

vi.mock('../lib/store/timelines.svelte', async (actual) => ({
  ...(await actual<object>()),
  timelineOf: () => ({
    entries,
    loaded: true,
    failed: false,
    hasOlder: false,
    loadingOlder: false,
    load: async () => undefined,
  }),
}));

beforeEach(() => {
  session.me = me();
});
afterEach(cleanup);

it('what is quoted is found without going through all messages for each answer', () => {
  render(Entries, { props: { conversation: conversation(1), target: null, onedit: () => true } });
  expect(screen.getAllByRole('button', { name: /In reply to Contact 1.*Text 1/ })).toHaveLength(39);
  expect(find).not.toHaveBeenCalled();
});
