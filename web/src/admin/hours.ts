import type { Hours, Opening } from '../api/admin';
import { comingTimeIn } from '../lib/format';
import { formatLocale, t } from '../lib/i18n.svelte';

/** A Monday, from which the weekdays are named. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export function dayName(day: number, width: 'long' | 'short' = 'long'): string {
  const format = new Intl.DateTimeFormat(formatLocale(), { weekday: width, timeZone: 'UTC' });
  return format.format(MONDAY + day * DAY_MS);
}

const openingsText = (openings: Opening[]) =>
  openings.length === 0 ? t('hours.closed') : openings.map(({ from, to }) => `${from}–${to}`).join(', ');

/** Days with the same openings told together: “Mon–Fri 09:00–18:00 · Sat, Sun closed”. */
export function weekText(week: Opening[][]): string {
  const runs: { from: number; to: number; text: string }[] = [];
  week.forEach((openings, day) => {
    const text = openingsText(openings);
    const last = runs.at(-1);
    if (last?.text === text) last.to = day;
    else runs.push({ from: day, to: day, text });
  });
  const days = (from: number, to: number) =>
    from === to ? dayName(from, 'short') : `${dayName(from, 'short')}–${dayName(to, 'short')}`;
  return runs.map(({ from, to, text }) => `${days(from, to)} ${text}`).join(' · ');
}

/** By the workspace's clock, as the week beside it. */
export function openText(
  { is_open, changes_at }: Pick<Hours, 'is_open' | 'changes_at'>,
  now: number,
  zone: string,
): string {
  if (!changes_at) return t(is_open ? 'hours.openAlways' : 'hours.closedAlways');
  const time = comingTimeIn(changes_at, now, zone);
  return t(is_open ? 'hours.openUntil' : 'hours.closedUntil', { time });
}

/** Where one more opening fits: after the last one, else the usual hours. */
export function nextOpening(openings: Opening[]): Opening {
  const last = openings.at(-1);
  if (!last) return { from: '09:00', to: '17:00' };
  const hour = Number(last.to.slice(0, 2));
  const at = (hours: number) => `${String(Math.min(24, hours)).padStart(2, '0')}:00`;
  return hour >= 23 ? { from: '23:00', to: '24:00' } : { from: at(hour + 1), to: at(hour + 4) };
}

/** What somebody means by “9”, “9:30”, “930” or “24”, as `09:30`; null if it is no time. */
export function readTime(typed: string): string | null {
  const parts = /^(\d{1,2})[:.h]?(\d{2})?$/.exec(typed.trim());
  if (!parts) return null;
  const [hour, minute] = [Number(parts[1]), Number(parts[2] ?? 0)];
  if (minute > 59 || hour * 60 + minute > 24 * 60) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
