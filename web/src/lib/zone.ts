/** The clock on the wall of a time zone, written as the milliseconds at which UTC shows the same. */
const DAY_MS = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

export const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether this browser has heard of it. */
export function isKnownZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What the wall shows at a moment. */
export function wallAt(moment: number, zone: string): number {
  const facts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of clockOf(zone).formatToParts(moment)) facts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = facts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The day there, as `2026-05-03`. */
export const dayIn = (moment: number, zone: string): string =>
  new Date(wallAt(moment, zone)).toISOString().slice(0, 10);

/** When the wall shows it: of two moments the first; what a clock skips is as long after the skip. */
export function momentOf(wall: number, zone: string): number {
  const ahead = (moment: number) => wallAt(moment, zone) - moment;
  const before = wall - ahead(wall - DAY_MS);
  const after = wall - ahead(wall + DAY_MS);
  return wallAt(before, zone) !== wall && wallAt(after, zone) === wall ? after : before;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const made =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  clocks.set(zone, made);
  return made;
}
