import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/clock.svelte';
import { commands } from '../lib/commands.svelte';
import { session } from '../lib/session.svelte';
import { applyConversation, arrange, lists, shownList } from '../lib/store/lists.svelte';
import { AS_IT_COMES } from '../lib/store/views';
import { conversation, me } from '../test/samples';
import MenuHost from '../ui/MenuHost.svelte';
import ListPane from './ListPane.svelte';

const asked = vi.hoisted(() => vi.fn());
vi.mock('../api/requests', async (actual) => ({ ...(await actual<object>()), listConversations: asked }));

const HOUR = 3_600_000;
const closing = (id: number, hours: number) =>
  conversation(id, { window_closes_at: new Date(clock.now + hours * HOUR).toISOString() });
const settled = async () => {
  for (let times = 0; times < 6; times += 1) await tick();
};
const shownIds = () => shownList('mine').slice(0, 10);

describe('a list of conversations', () => {
  let found: ReturnType<typeof conversation>[] = [];

  beforeEach(async () => {
    session.me = me();
    found = [closing(1, 5), closing(2, 1)];
    asked.mockImplementation(async ({ window }: { window?: string }) => ({
      items: window ? found.filter(({ id }) => id === 2) : found,
      next_cursor: null,
      total: null,
      seq: 1,
    }));
    await lists.mine.reload();
    render(ListPane, { view: 'mine', selected: null, pathOf: () => '/' });
    await settled();
  });
  afterEach(() => {
    cleanup();
    arrange('mine', AS_IT_COMES);
    clock.follow(Date.now());
  });

  it('shows only what closes soon, by menu, and everything again', async () => {
    render(MenuHost);
    HTMLElement.prototype.showPopover ??= () => {};
    HTMLElement.prototype.hidePopover ??= () => {};
    await fireEvent.click(screen.getByRole('button', { name: 'Filter and sort' }));
    await fireEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Closing soon', hidden: true }));
    await settled();
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ window: 'closing', agent: 'me' }));
    expect(shownIds()).toEqual([2]);
    await fireEvent.click(screen.getByRole('button', { name: 'Remove Closing soon' }));
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
});
