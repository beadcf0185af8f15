import { describe, expect, it } from 'vitest';
import type { Channel } from '../api/types';
import { isClosingSoon, mayWrite, windowOf } from './window';

const NOW = Date.parse('2026-05-06T12:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
const whatsapp = (hours: number) => ({
  channel: 'whatsapp' as const,
  window_closes_at: at(hours),
  has_written: true,
});
const never = <C extends Channel>(channel: C) => ({ channel, window_closes_at: null, has_written: false });
const messenger = (hours: number, last: number | null) => ({
  channel: 'messenger' as const,
  window_closes_at: at(hours),
  has_written: true,
  human_agent_until: last === null ? null : at(last),
});

describe('the window', () => {
  it.each([
    ['mail has none', never('email'), 'free'],
    ['no limit is told', { channel: 'whatsapp' as const, window_closes_at: null, has_written: true }, 'free'],
    ['WhatsApp of who never wrote', never('whatsapp'), 'templates'],
    ['Messenger of who never wrote', never('messenger'), 'closed'],
    ['WhatsApp in time', whatsapp(1), 'open'],
    ['WhatsApp to the millisecond', whatsapp(0), 'templates'],
    ['WhatsApp later', whatsapp(-1), 'templates'],
    ['Messenger in time', messenger(1, 145), 'open'],
    ['Messenger with the human-agent tag', messenger(-1, 143), 'human_agent'],
    ['Messenger after seven days', messenger(-145, -1), 'closed'],
    ['Messenger without the feature', messenger(-1, null), 'closed'],
  ])('%s', (_, limits, kind) => {
    expect(windowOf(limits, NOW).kind).toBe(kind);
  });

  it('tells how long it lasts', () => {
    expect(windowOf(whatsapp(2), NOW)).toEqual({ kind: 'open', left: 2 * HOUR });
    expect(windowOf(messenger(-1, 143), NOW)).toEqual({ kind: 'human_agent', left: 143 * HOUR });
  });

  it('is over once the server says so', () => {
    expect(windowOf(whatsapp(2), NOW, true).kind).toBe('templates');
    expect(windowOf(messenger(2, 100), NOW, true).kind).toBe('closed');
    expect(windowOf(never('email'), NOW, true).kind).toBe('free');
  });

  it('knows who has never written', () => {
    expect(windowOf(never('whatsapp'), NOW)).toEqual({ kind: 'templates', hasWritten: false });
    expect(windowOf(never('messenger'), NOW)).toEqual({ kind: 'closed', hasWritten: false });
    expect(windowOf(whatsapp(-1), NOW)).toEqual({ kind: 'templates', hasWritten: true });
  });

  it('lets free text go only while it is open in some way', () => {
    expect([whatsapp(1), messenger(-1, 9)].map((one) => mayWrite(windowOf(one, NOW)))).toEqual([true, true]);
    expect([whatsapp(-1), messenger(-1, null)].map((one) => mayWrite(windowOf(one, NOW)))).toEqual([
      false,
      false,
    ]);
  });

  it('closes soon within three hours', () => {
    expect([4, 3, 0.1, 0, -1].map((hours) => isClosingSoon(whatsapp(hours), NOW))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(isClosingSoon({ window_closes_at: null }, NOW)).toBe(false);
  });
});
