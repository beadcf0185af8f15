import { describe, expect, it } from 'vitest';
import { conversation, later } from '../../test/samples';
import { sortKey, views, type ViewName } from './views';

const ordered = (view: ViewName, ...conversations: ReturnType<typeof conversation>[]) =>
  conversations.sort((a, b) => (sortKey(view, a) < sortKey(view, b) ? -1 : 1)).map(({ id }) => id);

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
});
