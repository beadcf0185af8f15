import { formatLocale, t } from './i18n.svelte';
import { dayIn, ownZone } from './zone';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than using one a thousand times. */
function format(at: string | number, options: Intl.DateTimeFormatOptions): string {
  const name = formatLocale() + JSON.stringify(options);
  const made = formats.get(name) ?? new Intl.DateTimeFormat(formatLocale(), options);
  formats.set(name, made);
  return made.format(new Date(at));
}

/** A day in the agent's time zone, as a name to compare by. */
export function dayOf(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export const clockTime = (at: string) => format(at, { hour: '2-digit', minute: '2-digit' });
export const stamp = (at: string) => format(at, { dateStyle: 'medium', timeStyle: 'short' });
export const stampSeconds = (at: string) => format(at, { dateStyle: 'medium', timeStyle: 'medium' });

/** By the clock of a zone, which is named unless it is the agent's own. */
export function stampIn(at: string, zone: string): string {
  if (zone === ownZone()) return stamp(at);
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return format(at, { ...day, hour: '2-digit', minute: '2-digit', timeZone: zone, timeZoneName: 'short' });
}

/** A date without a time, such as `2026-05-03`, wherever the agent is; what is none stays as it is. */
export const plainDate = (day: string) =>
  /^\d{4}-\d\d-\d\d$/.test(day) ? format(day, { dateStyle: 'medium', timeZone: 'UTC' }) : day;

/** A day and a time by a clock that is not asked which: `2026-05-03`, `2026-05-03T10:00`. */
export const wallDate = (day: string) => format(`${day}T00:00Z`, { dateStyle: 'medium', timeZone: 'UTC' });
export const wallTime = (at: string) =>
  format(`${at}Z`, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

const DAY_MS = 86_400_000;

function yearIfOther(at: string, now: number): Intl.DateTimeFormatOptions {
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
}

export const shortDate = (at: string, now: number) =>
  format(at, { day: 'numeric', month: 'short', ...yearIfOther(at, now) });

/** For a row of the list: the time today, the weekday this week, then the date. */
export function listTime(at: string, now: number): string {
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  if (now - Date.parse(at) < 6 * DAY_MS) return format(at, { weekday: 'short' });
  return format(at, { day: 'numeric', month: 'short', ...yearIfOther(at, now) });
}

/** A time to come, in as few words as it needs: `15:20`, `Thu 09:00`, `11 May`. */
export function comingTime(at: string, now: number): string {
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  if (Date.parse(at) - now < 6 * DAY_MS)
    return format(at, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
  return format(at, { day: 'numeric', month: 'short', ...yearIfOther(at, now) });
}

/** The same by the clock of a zone, which is named unless it is the agent's own. The weekday is always told. */
export function comingTimeIn(at: string, now: number, zone: string): string {
  const time = { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone } as const;
  const named = zone === ownZone() ? {} : ({ timeZoneName: 'short' } as const);
  if (Date.parse(at) - now < 6 * DAY_MS) return format(at, { ...time, ...named });
  const isThisYear = dayIn(Date.parse(at), zone).slice(0, 4) === dayIn(now, zone).slice(0, 4);
  const date = { day: 'numeric', month: 'short', year: isThisYear ? undefined : 'numeric' } as const;
  return format(at, { ...time, ...date, ...named });
}

/** For the pill above a day's messages. */
export function dayName(at: string, now: number): string {
  if (dayOf(at) === dayOf(now)) return t('time.today');
  if (dayOf(at) === dayOf(now - DAY_MS)) return t('time.yesterday');
  return format(at, { weekday: 'long', day: 'numeric', month: 'long', ...yearIfOther(at, now) });
}

/** A length of time in its two largest units: `45s`, `12m`, `1h 27m`, `3d 4h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return t('time.seconds', { n: seconds });
  if (hours === 0) return t('time.minutes', { n: minutes });
  if (hours < 24)
    return minutes % 60
      ? t('time.hoursMinutes', { n: hours, m: minutes % 60 })
      : t('time.hours', { n: hours });
  return t('time.daysHours', { n: Math.floor(hours / 24), h: hours % 24 });
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function fileSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)));
  const options = {
    style: 'unit',
    unit: UNITS[power]!,
    // In short a browser writes “699 byte”.
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(formatLocale(), options).format(bytes / 1000 ** power);
}

export const megabytes = (n: number) =>
  new Intl.NumberFormat(formatLocale(), { style: 'unit', unit: 'megabyte' }).format(n);

export const joined = (words: string[]) =>
  new Intl.ListFormat(formatLocale(), { type: 'conjunction' }).format(words);
export const either = (words: string[]) =>
  new Intl.ListFormat(formatLocale(), { type: 'disjunction' }).format(words);
