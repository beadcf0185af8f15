import { describe, expect, it } from 'vitest';
import { conversation, later } from '../../test/samples';
import { admits, filterQuery, isFiltered, NO_FILTERS, type Filters } from './filters';

const NOW = Date.parse('2026-05-04T10:00:00Z');
const reader = { me: 7, now: NOW, zone: 'Europe/Berlin' };
const HOUR = 3_600;

const one = conversation(1, {
  channel: 'email',
  state: 'pending',
  agent_id: 7,
  queue_id: 2,
  inbox_id: 3,
  tags: [{ id: 4, name: 'refund', predefined: false, conversation_count: null }],
  labels: [{ id: 5, name: 'VIP', colour: 'red' }],
  unread: 1,
  waiting_since: later(-60),
  window_closes_at: later(HOUR),
});
const with_ = (filters: Partial<Filters>): Filters => ({ ...NO_FILTERS, ...filters });

describe('filters', () => {
  it.each<[Partial<Filters>, Partial<Filters>, object]>([
    [{ channel: 'email' }, { channel: 'whatsapp' }, { channel: 'email' }],
    [{ states: ['active', 'pending'] }, { states: ['active'] }, { state: 'active,pending' }],
    [{ agent: 7 }, { agent: 8 }, { agent: '7' }],
    [{ queue: 2 }, { queue: 3 }, { queue: 2 }],
    [{ inbox: 3 }, { inbox: 2 }, { inbox: 3 }],
    [{ tag: 4 }, { tag: 5 }, { tag: 4 }],
    [{ label: 5 }, { label: 4 }, { label: 5 }],
  ])('%o lets through what %o does not', (fits, fails, query) => {
    expect(isFiltered(with_(fits))).toBe(true);
    expect(admits(with_(fits), one, reader)).toBe(true);
    expect(admits(with_(fails), one, reader)).toBe(false);
    expect(filterQuery(with_(fits), reader)).toEqual(query);
  });

  it.each<[Partial<Filters>, Partial<typeof one>, object]>([
    [{ isUnread: true }, { unread: 0 }, { unread: true }],
    [{ isWaiting: true }, { waiting_since: null }, {}],
    [{ isClosing: true }, { window_closes_at: later(4 * HOUR) }, { window: 'closing' }],
  ])('%o lets no %o through', (filters, facts, query) => {
    expect(isFiltered(with_(filters))).toBe(true);
    expect(admits(with_(filters), one, reader)).toBe(true);
    expect(admits(with_(filters), { ...one, ...facts }, reader)).toBe(false);
    expect(filterQuery(with_(filters), reader)).toEqual(query);
  });

  it('are none at first', () => {
    expect(isFiltered(NO_FILTERS)).toBe(false);
    expect(admits(NO_FILTERS, one, reader)).toBe(true);
    expect(filterQuery(NO_FILTERS, reader)).toEqual({});
  });
});

describe('dates', () => {
  const at = (last_activity_at: string) => ({ ...one, last_activity_at });

  it('that are relative move along', () => {
    const lately = with_({ dates: { last: '24h' } });
    expect(filterQuery(lately, reader)).toEqual({ from: '2026-05-03T10:00:00.000Z' });
    expect(admits(lately, at('2026-05-03T11:00:00Z'), reader)).toBe(true);
    expect(admits(lately, at('2026-05-03T11:00:00Z'), { ...reader, now: NOW + 2 * HOUR * 1000 })).toBe(false);
  });

  it('are days by the workspace’s clock, the last one whole', () => {
    const days = with_({ dates: { from: '2026-05-01', to: '2026-05-02' } });
    expect(filterQuery(days, reader)).toEqual({
      from: '2026-04-30T22:00:00.000Z',
      to: '2026-05-02T22:00:00.000Z',
    });
    expect(admits(days, at('2026-04-30T22:00:00Z'), reader)).toBe(true);
    expect(admits(days, at('2026-05-02T21:59:59Z'), reader)).toBe(true);
    expect(admits(days, at('2026-05-02T22:00:00Z'), reader)).toBe(false);
  });

  it('can be open at either end', () => {
    expect(filterQuery(with_({ dates: { from: null, to: '2026-05-02' } }), reader)).toEqual({
      to: '2026-05-02T22:00:00.000Z',
    });
    expect(admits(with_({ dates: { from: '2026-05-04', to: null } }), one, reader)).toBe(true);
    expect(admits(with_({ dates: { from: '2026-05-05', to: null } }), one, reader)).toBe(false);
  });
});
