import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Hours } from '../api/types';
import { clock } from '../lib/clock.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { openings } from '../lib/store/openings.svelte';
import { workspace } from '../lib/store/workspace.svelte';
import { me, queue } from '../test/samples';
import { serve } from '../test/server';
import ClosedQueues from './ClosedQueues.svelte';

const SUNDAY = Date.parse('2026-05-03T12:00:00Z');
const office: Hours = {
  id: 1,
  name: 'Office',
  week: [[{ from: '09:00', to: '17:00' }], [], [], [], [], [], []],
  holidays: [],
  is_open: false,
  changes_at: '2026-05-04T09:00:00Z',
};

const told = () =>
  screen.queryAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim());

beforeEach(() => {
  vi.useFakeTimers({ now: SUNDAY, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  clock.follow(SUNDAY);
  workspace.timeZone = 'UTC';
  catalogue.queues.put(
    queue(1, { name: 'Orders', hours_id: 1, is_open: false, opens_at: office.changes_at }),
  );
  catalogue.queues.put(
    queue(2, { name: 'Returns', hours_id: 1, is_open: false, opens_at: office.changes_at }),
  );
  catalogue.queues.put(queue(3, { name: 'Always' }));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('above the queue', () => {
  it('an agent reads which of the own queues are closed, and until when', () => {
    session.me = me({ queue_ids: [1, 3] });
    render(ClosedQueues);
    expect(told()).toEqual([expect.stringMatching(/^Orders Closed, opens Mon.*09:00/)]);
  });

  it('a supervisor reads it of all', () => {
    session.me = me({ role: 'supervisor', queue_ids: [] });
    render(ClosedQueues);
    expect(told()).toHaveLength(2);
  });

  it('no more of them are named than fit', () => {
    session.me = me({ role: 'supervisor' });
    for (const id of [4, 5]) catalogue.queues.put(queue(id, { is_open: false }));
    render(ClosedQueues);
    expect(told()).toHaveLength(4);
    expect(told().at(-1)).toBe('and 1 more');
    for (const id of [4, 5]) catalogue.queues.remove(id);
  });

  it('it goes by itself when the queue opens', async () => {
    session.me = me();
    let now = office;
    serve({ 'GET /hours': () => [200, { items: [now], next_cursor: null }] });
    render(ClosedQueues);
    await openings.load();
    expect(told()).toHaveLength(1);
    now = { ...office, is_open: true, changes_at: '2026-05-04T17:00:00Z' };
    await vi.advanceTimersByTimeAsync(21 * 3_600_000);
    expect(told()).toEqual([]);
  });
});
