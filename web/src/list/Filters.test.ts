import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/clock.svelte';
import { commands } from '../lib/commands.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { applyConversation, arrange, arrangementOf, lists, shownList } from '../lib/store/lists.svelte';
import { AS_IT_COMES, type Arrangement, type ViewName } from '../lib/store/views';
import { conversation, me } from '../test/samples';
// Here at once, however busy the machine is.
import './FilterPicker.svelte';
import ListPane from './ListPane.svelte';

const asked = vi.hoisted(() => vi.fn());
vi.mock('../api/requests', async (actual) => ({ ...(await actual<object>()), listConversations: asked }));

const HOUR = 3_600_000;
const closing = (id: number, hours: number) =>
  conversation(id, { window_closes_at: new Date(clock.now + hours * HOUR).toISOString() });
const settled = async () => {
  for (let times = 0; times < 8; times += 1) await tick();
};
const shownIds = () => shownList('mine').slice(0, 10);
const chip = (name: string) => screen.queryByRole('button', { name: `Remove ${name}` });

let found: ReturnType<typeof conversation>[] = [];

async function show(view: ViewName) {
  await lists[view].reload();
  const onarrange = (arrangement: Arrangement) => arrange(view, arrangement);
  render(ListPane, { view, selected: null, pathOf: () => '/', onarrange });
  await settled();
}

beforeEach(() => {
  HTMLElement.prototype.showPopover ??= () => {};
  HTMLElement.prototype.hidePopover ??= () => {};
  session.me = me();
  catalogue.tags.put({ id: 4, name: 'refund', predefined: false, conversation_count: null });
  catalogue.queues.put({ ...catalogue.queues.get(1)!, id: 1, name: 'Support', waiting: 0 });
  found = [closing(1, 5), closing(2, 1)];
  asked.mockImplementation(async ({ window, tag }: { window?: string; tag?: number }) => ({
    items: tag ? [] : window ? found.filter(({ id }) => id === 2) : found,
    next_cursor: null,
    total: null,
    seq: 1,
  }));
});
afterEach(() => {
  cleanup();
  arrange('mine', AS_IT_COMES);
  arrange('all', AS_IT_COMES);
  catalogue.tags.remove(4);
  catalogue.queues.remove(1);
  clock.follow(Date.now());
});

async function openFilters(by: () => unknown = () => commands.get('filter')?.()) {
  by();
  await screen.findByRole('combobox', { hidden: true });
}
const byPointer = () =>
  openFilters(() => fireEvent.click(screen.getByRole('button', { name: 'Filter and sort' })));
const field = () => screen.getByRole('combobox', { hidden: true });
const pick = (name: string | RegExp) => fireEvent.click(screen.getByRole('option', { name, hidden: true }));
async function type(words: string) {
  await fireEvent.input(field(), { target: { value: words } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  await settled();
}

describe('a list of conversations', () => {
  beforeEach(() => show('mine'));

  it('shows only what closes soon, by the pointer, and everything again', async () => {
    await byPointer();
    await pick('Closing soon');
    await settled();
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ window: 'closing', agent: 'me' }));
    expect(shownIds()).toEqual([2]);
    await fireEvent.click(chip('Closing soon')!);
    expect(shownIds()).toHaveLength(2);
  });

  it('lets them come and go with the time', async () => {
    commands.get('closing')?.();
    await settled();
    expect(shownIds()).toEqual([2]);
    applyConversation(closing(3, 2));
    expect(shownIds()).toContain(3);
    found = [];
    clock.follow(clock.now + 1.5 * HOUR);
    await settled();
    expect(shownIds()).toEqual([3]);
    expect(lists.mine.length).toBe(3);
  });

  it('can be put in the order in which windows end', async () => {
    commands.get('sortWindow')?.();
    await settled();
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ sort: 'window' }));
    expect(shownIds()).toEqual([2, 1]);
    commands.get('sortWindow')?.();
    await settled();
    expect(shownList('mine')).toBe(lists.mine);
  });

  it('is filtered by a few letters, whatever they are of', async () => {
    await openFilters();
    await type('refu');
    expect(chip('Tag: refund')).not.toBeNull();
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ tag: 4 }));
    await openFilters();
    await type('oldest');
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ tag: 4, sort: 'oldest' }));
  });

  it('says that nothing matches, and leads back', async () => {
    await openFilters();
    await type('refu');
    expect(screen.getByText('Nothing matches')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(shownIds()).toHaveLength(2);
  });

  it('goes into a kind and back by the keyboard', async () => {
    await openFilters();
    await pick(/^Channel/);
    await settled();
    expect(
      within(screen.getByRole('listbox', { name: 'Channel', hidden: true })).queryByText('Tag'),
    ).toBeNull();
    await fireEvent.keyDown(field(), { key: 'Backspace' });
    await settled();
    await pick(/^Channel/);
    await settled();
    await pick('E-mail');
    await settled();
    expect(chip('Channel: E-mail')).not.toBeNull();
  });

  it('takes all away at once, and keeps the order', async () => {
    const filters = { ...AS_IT_COMES.filters, channel: 'whatsapp', isUnread: true } as const;
    arrange('mine', { filters, sort: 'oldest' });
    await settled();
    await fireEvent.click(screen.getByRole('button', { name: 'Clear all' }));
    await settled();
    expect(arrangementOf('mine')).toEqual({ filters: AS_IT_COMES.filters, sort: 'oldest' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Filter and sort' }));
  });

  it('gives the focus of a removed chip to the next one', async () => {
    const filters = { ...AS_IT_COMES.filters, channel: 'whatsapp', isUnread: true } as const;
    arrange('mine', { filters, sort: null });
    await settled();
    await fireEvent.click(chip('Unread')!);
    await settled();
    expect(document.activeElement).toBe(chip('Channel: WhatsApp'));
  });
});

describe('the views', () => {
  it('choose several states, one after the other', async () => {
    await show('all');
    await openFilters();
    await pick(/^Status/);
    await settled();
    await pick('Queued');
    await pick('Active');
    await settled();
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ state: 'queued,active' }));
    expect(chip('Status: Queued or Active')).not.toBeNull();
  });

  it('show how many of one’s own have something unread', async () => {
    found = [conversation(1, { unread: 3 }), conversation(2)];
    await show('mine');
    expect(screen.getByRole('link', { name: /^Mine/ }).textContent).toContain('1 with something unread');
  });
});
