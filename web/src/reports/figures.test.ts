import { describe, expect, it } from 'vitest';
import type { ReportRow } from '../api/types';
import { axisEnd, change, columns, sorted } from './figures';

const row = (key: string, facts: Partial<ReportRow> = {}) =>
  ({ key, name: key, started: 1, resolved: 0, abandoned: 0, waiting_median_ms: null, ...facts }) as ReportRow;

function days(first: string, number: number): ReportRow[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: number }, (_, at) =>
    row(new Date(start + at * 86_400_000).toISOString().slice(0, 10)),
  );
}

describe('figures', () => {
  it('change by a share of what was, where there was something', () => {
    expect(change(15, 10)).toBe(0.5);
    expect(change(5, 10)).toBe(-0.5);
    expect(change(5, 0)).toBeNull();
    expect(change(null, 3)).toBeNull();
    expect(change(3, undefined)).toBeNull();
  });

  it('stand in columns of days, weeks or months', () => {
    expect(columns(days('2026-11-16', 7), 92)).toMatchObject({ step: 'day', columns: { length: 7 } });
    const weeks = columns(days('2026-11-19', 100), 92);
    expect(weeks.step).toBe('week');
    // Thursday to Sunday, then whole weeks from Monday.
    expect(weeks.columns.slice(0, 2)).toMatchObject([
      { day: '2026-11-19', started: 4 },
      { day: '2026-11-23', started: 7 },
    ]);
    const months = columns(days('2026-01-15', 700), 92);
    expect(months.step).toBe('month');
    expect(months.columns.slice(0, 2)).toMatchObject([{ started: 17 }, { started: 28 }]);
  });

  it('end their axis at a round number', () => {
    expect([0, 1, 3, 7, 12, 45, 99, 100, 101].map((most) => axisEnd([most]))).toEqual([
      2, 2, 4, 10, 20, 50, 100, 100, 200,
    ]);
  });

  it('are sorted with what has no value last', () => {
    const rows = [row('a', { waiting_median_ms: 5 }), row('b'), row('c', { waiting_median_ms: 9 })];
    const keys = (descending: boolean) =>
      sorted(rows, 'waiting_median_ms', descending)
        .map(({ key }) => key)
        .join('');
    expect(keys(false)).toBe('acb');
    expect(keys(true)).toBe('cab');
    expect(sorted([row('10'), row('9')], 'name', false).map(({ key }) => key)).toEqual(['9', '10']);
  });
});
