import { describe, expect, it } from 'vitest';
import { conversation, later } from '../../test/samples';
import { NO_FILTERS } from './filters';
import { AS_IT_COMES, belongs, queryOf, sortKey, sortOf, views, type Sort, type ViewName } from './views';

const reader = { me: 7, now: Date.parse(later(0)), zone: 'UTC' };
const closing = (isClosing: boolean) => ({ ...NO_FILTERS, isClosing });

const ordered = (view: ViewName, ...conversations: ReturnType<typeof conversation>[]) =>
  sortedBy(sortOf(view, AS_IT_COMES), conversations);
const sortedBy = (sort: Sort, conversations: ReturnType<typeof conversation>[]) =>
  conversations.sort((a, b) => (sortKey(sort, a) < sortKey(sort, b) ? -1 : 1)).map(({ id }) => id);

describe('views', () => {
  it('know what belongs to them', () => {
    const queued = conversation(1, { state: 'queued', agent_id: null });
    const mine = conversation(2, { agent_id: 7 });
    const aside = conversation(4, { agent_id: 7, state: 'pending', snoozed: true });
    const closed = conversation(3, { state: 'resolved', agent_id: 7 });
    const holding = (view: ViewName) =>
      [queued, mine, closed, aside].filter((one) => views[view].holds(one, 7)).map(({ id }) => id);
    expect(holding('queue')).toEqual([1]);
    expect(holding('mine')).toEqual([2]);
    expect(holding('all')).toEqual([1, 2, 4]);
    expect(holding('snoozed')).toEqual([4]);
    expect(holding('closed')).toEqual([3]);
  });

  it('show the newest first, the queue the longest waiting first', () => {
    const early = conversation(1, { last_activity_at: later(10), waiting_since: later(10) });
    const late = conversation(2, { last_activity_at: later(20), waiting_since: later(20) });
    expect(ordered('all', early, late)).toEqual([2, 1]);
    expect(ordered('queue', late, early)).toEqual([1, 2]);
  });

  it('can be narrowed to what closes soon', () => {
    const closes = (id: number, seconds: number) =>
      conversation(id, { agent_id: 7, window_closes_at: later(seconds) });
    const never = conversation(4, { agent_id: 7, has_written: false });
    const all = [closes(1, 2 * 3_600), closes(2, 4 * 3_600), closes(3, -1), never];
    const holding = (isClosing: boolean, sort: Sort | null = null) =>
      all
        .filter((one) => belongs('mine', { filters: closing(isClosing), sort }, one, reader))
        .map(({ id }) => id);
    expect(holding(true)).toEqual([1]);
    expect(holding(false)).toEqual([1, 2, 3, 4]);
    expect(holding(false, 'window')).toEqual([1, 2]);
    expect(sortedBy('window', [never, closes(2, 60), closes(1, 30)])).toEqual([1, 2, 4]);
    expect(queryOf('mine', { filters: closing(true), sort: 'window' }, reader)).toEqual({
      state: 'open',
      agent: 'me',
      snoozed: false,
      sort: 'window',
      window: 'closing',
    });
    expect(queryOf('queue', AS_IT_COMES, reader)).toEqual({ state: 'queued', sort: 'waiting' });
  });

  it('can show the oldest first', () => {
    const early = conversation(1, { last_activity_at: later(10) });
    const late = conversation(2, { last_activity_at: later(20) });
    expect(sortedBy('oldest', [late, early])).toEqual([1, 2]);
  });

  it('have nobody in the order of waiting who does not wait', () => {
    const waits = conversation(1, { waiting_since: later(10) });
    const answered = conversation(2, { state: 'pending' });
    const sorts = { filters: NO_FILTERS, sort: 'waiting' } as const;
    expect([waits, answered].map((one) => belongs('all', sorts, one, reader))).toEqual([true, false]);
    const filtered = { filters: { ...NO_FILTERS, isWaiting: true }, sort: 'newest' } as const;
    expect(queryOf('all', filtered, reader)).toEqual({ state: 'open', sort: 'waiting' });
    expect([waits, answered].map((one) => belongs('all', filtered, one, reader))).toEqual([true, false]);
  });

  it('can show the first window to close first, and then only windows that are open', () => {
    const mail = conversation(1, { channel: 'email' });
    const late = conversation(2, { window_closes_at: later(900) });
    const early = conversation(3, { window_closes_at: later(300) });
    const over = conversation(4, { window_closes_at: later(-1) });
    const sort = { filters: NO_FILTERS, sort: 'window' as const };
    const all = [mail, late, early, over].filter((one) => belongs('all', sort, one, reader));
    expect(sortedBy('window', all)).toEqual([3, 2]);
  });
});
