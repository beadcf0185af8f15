import { describe, expect, it } from 'vitest';
import { datesOf, filteredPath, isSameArrangement, listPath } from './arranging';
import { conversationPath, parseRoute } from './routes';
import { NO_FILTERS, type Filters } from './store/filters';
import { AS_IT_COMES } from './store/views';

const at = (path: string) => {
  const route = parseRoute(new URL(path, 'http://localhost'));
  if (route.screen !== 'desk') throw new Error(`${path} is no list`);
  return route;
};

describe('the arrangement of a list', () => {
  const filters: Filters = {
    channel: 'email',
    states: ['queued', 'active'],
    dates: { last: '7d' },
    agent: 7,
    queue: 2,
    inbox: 3,
    tag: 4,
    label: 5,
    isUnread: true,
    isWaiting: true,
    isClosing: true,
  };

  it('comes out of the address as it went in', () => {
    const arrangement = { filters, sort: 'oldest' } as const;
    expect(at(listPath('all', arrangement))).toMatchObject({ view: 'all', arrangement });
    const beside = conversationPath(9, { entry: 3, list: { view: 'all', arrangement } });
    expect(at(beside)).toMatchObject({ conversation: 9, entry: 3, view: 'all', arrangement });
    const days = { filters: { ...NO_FILTERS, dates: { from: '2026-05-01', to: null } }, sort: null };
    expect(at(listPath('closed', days)).arrangement).toEqual(days);
  });

  it('is short, and relative where it was', () => {
    expect(listPath('mine', AS_IT_COMES)).toBe('/mine');
    expect(filteredPath('all', { states: ['queued', 'active'], dates: { last: '24h' }, tag: 4 })).toBe(
      '/all?state=queued,active&last=24h&tag=4',
    );
    expect(conversationPath(5, { list: { view: 'mine', arrangement: AS_IT_COMES } })).toBe('/c/5?view=mine');
  });

  it('has only what the view has', () => {
    const { arrangement } = at('/mine?agent=8&state=queued&sort=newest&channel=fax&waiting=true');
    expect(arrangement).toEqual({ filters: { ...NO_FILTERS, isWaiting: true }, sort: null });
    expect(at('/queue?waiting=true&state=queued').arrangement).toEqual(AS_IT_COMES);
    expect(at('/all?state=queued,active,pending').arrangement).toEqual(AS_IT_COMES);
    expect(at('/closed?sort=oldest').arrangement.sort).toBe('oldest');
  });

  it('leaves out what nobody understands', () => {
    const { arrangement } = at(
      '/all?tag=-1&label=x&queue=0&last=9y&from=2026-02-31&unread=1&window=open&sort=up',
    );
    expect(arrangement).toEqual(AS_IT_COMES);
    expect(at('/c/5?channel=email')).toMatchObject({ view: null, arrangement: AS_IT_COMES });
  });

  it('puts days in their order', () => {
    expect(datesOf('2026-05-03', '2026-05-01')).toEqual({ from: '2026-05-01', to: '2026-05-03' });
    expect(datesOf(null, '2026-05-01')).toEqual({ from: null, to: '2026-05-01' });
    expect(datesOf(null, null)).toBeNull();
  });

  it('can be compared', () => {
    expect(isSameArrangement({ filters, sort: null }, { filters: { ...filters }, sort: null })).toBe(true);
    expect(isSameArrangement({ filters, sort: null }, { filters: { ...filters, tag: 9 }, sort: null })).toBe(
      false,
    );
  });
});
