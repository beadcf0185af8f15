import { describe, expect, it } from 'vitest';
import { isKnownZone, momentOf, wallAt } from './zone';

const utc = (text: string) => Date.parse(`${text}Z`);
const moment = (wall: string, zone: string) => new Date(momentOf(utc(wall), zone)).toISOString().slice(0, 16);

describe('the clock on the wall', () => {
  it('is that of the zone, whichever one the browser is in', () => {
    expect(wallAt(utc('2026-05-06T22:30'), 'Europe/Madrid')).toBe(utc('2026-05-07T00:30'));
    expect(wallAt(utc('2026-05-06T22:30'), 'America/New_York')).toBe(utc('2026-05-06T18:30'));
    expect(moment('2026-05-07T00:30', 'Europe/Madrid')).toBe('2026-05-06T22:30');
    expect(moment('2026-05-07T00:30', 'Asia/Kathmandu')).toBe('2026-05-06T18:45');
  });

  it('shows an hour twice in autumn: the first of them is meant', () => {
    expect(moment('2026-10-25T02:30', 'Europe/Madrid')).toBe('2026-10-25T00:30');
    expect(moment('2026-10-25T03:30', 'Europe/Madrid')).toBe('2026-10-25T02:30');
  });

  it('skips an hour in spring: a time in it is as long after the skip', () => {
    expect(moment('2026-03-29T02:30', 'Europe/Madrid')).toBe('2026-03-29T01:30');
    expect(moment('2026-03-29T01:30', 'Europe/Madrid')).toBe('2026-03-29T00:30');
    expect(moment('2026-03-29T09:00', 'Europe/Madrid')).toBe('2026-03-29T07:00');
  });

  it('of a zone that no browser knows there is none', () => {
    expect(isKnownZone('Europe/Madrid')).toBe(true);
    expect(isKnownZone('Middle/Earth')).toBe(false);
  });
});
