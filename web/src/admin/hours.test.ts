import { describe, expect, it } from 'vitest';
import { nextOpening, openText, readTime, weekText } from './hours';

const day = { from: '09:00', to: '17:30' };

describe('business hours', () => {
  it('are told in few words', () => {
    const week = [[day], [day], [day], [day], [day, { from: '19:00', to: '24:00' }], [], []];
    expect(weekText(week)).toBe('Mon–Thu 09:00–17:30 · Fri 09:00–17:30, 19:00–24:00 · Sat–Sun closed');
  });

  it('say when they change', () => {
    const text = (is_open: boolean, changes_at: string | null, zone = 'UTC') =>
      openText({ is_open, changes_at }, Date.parse('2026-05-02T12:00:00Z'), zone);
    expect(text(true, null)).toBe('Always open');
    expect(text(false, null)).toBe('Never open');
    expect(text(false, '2026-05-04T09:00:00Z')).toMatch(/^Closed until Mon.*09:00/);
    expect(text(false, '2026-05-03T22:00:00Z', 'Asia/Tokyo')).toMatch(/^Closed until Mon.*07:00.*GMT\+9/);
    expect(text(true, '2026-05-11T16:00:00Z')).toMatch(/^Open until Mon, May 11.*04:00 PM/);
    expect(text(false, '2027-01-04T09:00:00Z')).toMatch(/^Closed until Mon, Jan 4, 2027/);
  });

  it('take one more opening after the last', () => {
    expect(nextOpening([])).toEqual({ from: '09:00', to: '17:00' });
    expect(nextOpening([{ from: '09:00', to: '12:30' }])).toEqual({ from: '13:00', to: '16:00' });
    expect(nextOpening([{ from: '09:00', to: '22:00' }])).toEqual({ from: '23:00', to: '24:00' });
  });

  it('are typed as people type them', () => {
    expect(['9', '9:30', '0930', '17.05', '24', '24:00'].map(readTime)).toEqual([
      '09:00',
      '09:30',
      '09:30',
      '17:05',
      '24:00',
      '24:00',
    ]);
    expect(['', 'noon', '25', '24:01', '9:60', '9:5'].map(readTime)).toEqual(Array(6).fill(null));
  });
});
