import { describe, expect, it } from 'vitest';
import { nextOpening, openText, readTime, weekText } from './hours';

const day = { from: '09:00', to: '17:30' };

describe('business hours', () => {
  it('are told in few words', () => {
    const week = [[day], [day], [day], [day], [day, { from: '19:00', to: '24:00' }], [], []];
    expect(weekText(week)).toBe('Mon–Thu 09:00–17:30 · Fri 09:00–17:30, 19:00–24:00 · Sat–Sun closed');
  });

  it('say when they change', () => {
    expect(openText({ is_open: true, changes_at: null })).toBe('Always open');
    expect(openText({ is_open: false, changes_at: '2026-05-04T09:00:00Z' })).toMatch(/^Closed until Mon/);
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
