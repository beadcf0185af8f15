const HOUR_MS = 3_600_000;
const LATER_HOURS = 3;
const MORNING_HOUR = 9;
/** Later than this, "later today" would be the night. */
const EVENING_HOUR = 20;
const MONDAY = 1;

export type SnoozeChoice = 'later' | 'tomorrow' | 'next_week';

/** When each choice ends, in the agent's own time zone; one that makes no sense at this hour is left out. */
export function snoozeChoices(now: number): { choice: SnoozeChoice; until: Date }[] {
  const later = new Date(now + LATER_HOURS * HOUR_MS);
  later.setMinutes(later.getMinutes() < 30 ? 0 : 30, 0, 0);
  const isToday = later.getDate() === new Date(now).getDate() && later.getHours() <= EVENING_HOUR;
  const days = (MONDAY - new Date(now).getDay() + 7) % 7 || 7;
  const choices: { choice: SnoozeChoice; until: Date }[] = [
    { choice: 'tomorrow', until: morning(now, 1) },
    { choice: 'next_week', until: morning(now, days) },
  ];
  return isToday ? [{ choice: 'later', until: later }, ...choices] : choices;
}

function morning(now: number, days: number): Date {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(MORNING_HOUR, 0, 0, 0);
  return date;
}

/** As a field of the kind `datetime-local` writes it. */
export function localInput(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}`
  );
}
