import type { ReportRow, ReportTimes } from '../api/types';
import { duration } from '../lib/format';
import { formatLocale, t } from '../lib/i18n.svelte';

export const count = (value: number) => new Intl.NumberFormat(formatLocale()).format(value);

export const share = (value: number) =>
  new Intl.NumberFormat(formatLocale(), {
    style: 'percent',
    maximumFractionDigits: value < 0.1 ? 1 : 0,
  }).format(value);

export const time = (milliseconds: number | null | undefined) =>
  milliseconds === null || milliseconds === undefined ? t('reports.nothing') : duration(milliseconds);

export const rate = (value: number | null) => (value === null ? t('reports.nothing') : share(value));

export const median = (times: ReportTimes, business: boolean) =>
  (business ? times.business_median_ms : times.median_ms) ?? null;
export const p90 = (times: ReportTimes, business: boolean) =>
  (business ? times.business_p90_ms : times.p90_ms) ?? null;

/** How much more than before, as a share of what was; null where that says nothing. */
export function change(now: number | null, before: number | null | undefined): number | null {
  if (now === null || before === null || before === undefined || before === 0) return null;
  return (now - before) / before;
}

export interface Column {
  /** The first day in it. */
  day: string;
  started: number;
  resolved: number;
  abandoned: number;
}

export type Step = 'day' | 'week' | 'month';

/** Not more columns than can be told apart: days, or weeks from Monday, or months. */
export function columns(rows: ReportRow[], most: number): { step: Step; columns: Column[] } {
  const step: Step = rows.length <= most ? 'day' : rows.length <= most * 7 ? 'week' : 'month';
  const found = new Map<string, Column>();
  for (const row of rows) {
    const day = firstOf(step, row.key);
    const column = found.get(day) ?? { day: row.key, started: 0, resolved: 0, abandoned: 0 };
    column.started += row.started;
    column.resolved += row.resolved;
    column.abandoned += row.abandoned;
    found.set(day, column);
  }
  return { step, columns: [...found.values()] };
}

function firstOf(step: Step, day: string): string {
  if (step === 'day') return day;
  if (step === 'month') return day.slice(0, 7);
  const date = new Date(`${day}T00:00:00Z`);
  const sinceMonday = (date.getUTCDay() + 6) % 7;
  return String(date.getTime() - sinceMonday * 86_400_000);
}

/** A round number that nothing is above, for the end of an axis. */
export function axisEnd(values: number[]): number {
  const most = Math.max(1, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= most) ?? 10;
  return Math.max(2, step * power);
}

export type SortKey = Exclude<keyof ReportRow, 'key'>;

/** Rows without a value stand last, whichever way the others are sorted. */
export function sorted(rows: ReportRow[], by: SortKey, descending: boolean): ReportRow[] {
  const direction = descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[by], other[by]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'string' || typeof b === 'string')
      return direction * String(a).localeCompare(String(b), formatLocale(), { numeric: true });
    return direction * (a - b);
  });
}
