import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SearchHit } from '../api/types';

const server = vi.hoisted(() => ({ search: vi.fn(), listConversations: vi.fn() }));
vi.mock('../api/requests', async (original) => ({ ...(await original<object>()), ...server }));

import { commands } from '../lib/commands.svelte';
import { router } from '../lib/router.svelte';
import { session } from '../lib/session.svelte';
import { conversation, me } from '../test/samples';
import Palette from './Palette.svelte';

const resolve = vi.fn();
const texts = () =>
  screen.getAllByRole('option').map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());

function opens() {
  cleanup();
  render(Palette, { onclose: vi.fn() });
}

async function types(value: string) {
  await fireEvent.input(screen.getByRole('combobox'), { target: { value } });
}

async function picks(text: RegExp) {
  await fireEvent.click(screen.getByRole('option', { name: text }));
  await vi.waitFor(() => {});
}

beforeEach(() => {
  localStorage.clear();
  session.me = { ...me(), role: 'agent' };
  commands.clear();
  commands.set('resolve', resolve);
  commands.set('search', vi.fn());
  resolve.mockClear();
  Element.prototype.scrollIntoView = vi.fn();
  server.search.mockReset().mockResolvedValue({ items: [], next_cursor: null, total: 0, unknown_terms: [] });
  router.go('/mine');
  opens();
});
afterEach(cleanup);

it('does what fits best, and offers it first the next time', async () => {
  await types('rsv');
  expect(texts()[0]).toMatch(/^Resolve/);
  await picks(/^Resolve/);
  await vi.waitFor(() => expect(resolve).toHaveBeenCalledOnce());
  opens();
  expect(texts()[0]).toMatch(/^Resolve/);
  expect(screen.getByText('Lately')).toBeTruthy();
});

it('leads to every page that the agent may open, and to no other', async () => {
  await types('admin');
  await vi.waitFor(() => expect(texts().slice(0, 1)).toEqual(['Admin: Canned messages']));
  expect(texts().some((text) => text.includes('API keys'))).toBe(false);
  await picks(/^Admin: Canned/);
  await vi.waitFor(() => expect(location.pathname).toBe('/admin/canned'));
  session.me = { ...me(), role: 'admin' };
  opens();
  await types('api keys');
  expect(texts()[0]).toBe('Admin: API keys');
});

it('changes what is of oneself', async () => {
  const setAvailability = vi.spyOn(session, 'setAvailability').mockResolvedValue();
  await types('busy');
  await picks(/^Your status: Busy/);
  await vi.waitFor(() => expect(setAvailability).toHaveBeenCalledWith('busy'));
});

it('finds people and what they wrote, the last answer alone, and searches everything', async () => {
  const hit: Partial<SearchHit> = {
    kind: 'message',
    conversation: conversation(1042),
    entry_id: 7,
    snippet: [{ text: 'Where is my moka pot?', mark: false }],
  };
  let late: (page: object) => void = () => {};
  server.search.mockReturnValueOnce(new Promise((done) => (late = done)));
  server.search.mockResolvedValue({ items: [hit], next_cursor: null, total: 1, unknown_terms: [] });
  await types('mo');
  await vi.waitFor(() => expect(server.search).toHaveBeenCalledWith('mo'));
  await types('moka');
  await vi.waitFor(() => expect(texts()[0]).toContain('moka pot?'));
  late({ items: [], next_cursor: null, total: 0, unknown_terms: [] });
  await vi.waitFor(() => expect(texts()).toHaveLength(2));
  expect(texts()[1]).toBe('Search everything for “moka”');
  await types('search');
  await vi.waitFor(() => expect(texts()).toContain('Search everything for “search”'));
  expect(texts()[0]).toMatch(/^Search/);
  await types('moka');
  await vi.waitFor(() => expect(texts()[0]).toContain('moka pot?'));
  await picks(/moka pot/);
  await vi.waitFor(() => expect(location.pathname + location.search).toBe('/c/1042?entry=7&q=moka'));
});
