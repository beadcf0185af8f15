import { momentOf, wallAt } from './zone';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LATER_MS = 3 * HOUR_MS;
/** Offers end at whole and half hours. */
const STEP_MS = 30 * MINUTE_MS;
const MORNING_MS = 9 * HOUR_MS;
/** Later than this, "later today" would be the night. */
const EVENING_MS = 21 * HOUR_MS;
const MONDAY = 1;

export type SnoozeChoice = 'later' | 'tomorrow' | 'next_week';

interface Offer {
  choice: SnoozeChoice;
  until: Date;
}

/** When each choice ends by the clock of the zone; one that makes no sense, or says the same again, is left out. */
export function snoozeChoices(now: number, zone: string): Offer[] {
  const today = midnight(wallAt(now, zone));
  const soon = wallAt(now + LATER_MS, zone);
  const later = soon - (soon % STEP_MS);
  const daysToMonday = (MONDAY - new Date(today).getUTCDay() + 7) % 7 || 7;
  const walls: [SnoozeChoice, number][] = [
    ['tomorrow', today + DAY_MS + MORNING_MS],
    ['next_week', today + daysToMonday * DAY_MS + MORNING_MS],
  ];
  if (midnight(later) === today && later - today < EVENING_MS) walls.unshift(['later', later]);
  return walls
    .filter(([, wall], index) => walls.findIndex(([, other]) => other === wall) === index)
    .map(([choice, wall]) => ({ choice, until: new Date(momentOf(wall, zone)) }));
}

const midnight = (wall: number) => Math.floor(wall / DAY_MS) * DAY_MS;

/** As a field of the kind `datetime-local` writes it. */
export const toField = (moment: number, zone: string): string =>
  new Date(wallAt(moment, zone)).toISOString().slice(0, 16);

/** An invalid date if the field holds none. */
export function fromField(text: string, zone: string): Date {
  const wall = Date.parse(`${text}Z`);
  return new Date(Number.isNaN(wall) ? NaN : momentOf(wall, zone));
}
