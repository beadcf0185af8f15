import { describe, expect, it } from 'vitest';
import { duration, fileSize, listTime, plainDate, shortDate, stamp, stampIn } from './format';
import { t } from './i18n.svelte';
import { ownZone } from './zone';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('forms', () => {
  it('of a length of time', () => {
    const forms = [-5, 45 * SECOND, 12.5 * 60 * SECOND, HOUR, 1.45 * HOUR, 76 * HOUR].map(duration);
    expect(forms).toEqual(['0s', '45s', '12m', '1h', '1h 27m', '3d 4h']);
  });

  it('of a time in the list', () => {
    const now = new Date(2026, 4, 6, 15, 0).getTime();
    const at = (...parts: [number, number, number, number?]) => new Date(...parts).toISOString();
    expect(listTime(at(2026, 4, 4, 9), now)).toBe('Mon');
    expect(listTime(at(2026, 3, 1, 9), now)).toBe('Apr 1');
    expect(listTime(at(2025, 3, 1, 9), now)).toBe('Apr 1, 2025');
    expect(listTime(at(2026, 4, 6, 9), now)).toContain('09:00');
  });

  it('of a moment by another clock, which is named', () => {
    const at = '2026-05-06T22:30:00Z';
    expect(stampIn(at, 'Asia/Kathmandu')).toMatch(/May 7.*04:15.*GMT\+5:45/);
    expect(stampIn(at, ownZone())).toBe(stamp(at));
  });

  it('of a day, which is the same everywhere', () => {
    expect(plainDate('2026-05-03')).toBe('May 3, 2026');
    expect(['', 'soon'].map(plainDate)).toEqual(['', 'soon']);
  });

  it('of a date, with its year unless that is this one', () => {
    const now = new Date(2026, 4, 6, 15, 0).getTime();
    expect(shortDate('2026-04-01T12:00:00', now)).toBe('Apr 1');
    expect(shortDate('2025-04-01T12:00:00', now)).toBe('Apr 1, 2025');
  });

  it('of a file’s size', () => {
    expect([0, 1, 999, 12_300, 5_250_000].map(fileSize)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '12 kB',
      '5.3 MB',
    ]);
  });

  it('of a counted thing', () => {
    expect(t('list.unread', { n: 1 })).toBe('1 unread message');
    expect(t('list.unread', { n: 4 })).toBe('4 unread messages');
  });
});
