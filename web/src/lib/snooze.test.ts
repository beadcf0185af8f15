import { describe, expect, it } from 'vitest';
import { localInput, snoozeChoices } from './snooze';

const at = (text: string) => new Date(text).getTime();
const choices = (text: string) =>
  Object.fromEntries(snoozeChoices(at(text)).map(({ choice, until }) => [choice, localInput(until)]));

describe('putting aside', () => {
  it('offers later today, tomorrow morning and next Monday', () => {
    expect(choices('2026-05-06T10:20:00')).toEqual({
      later: '2026-05-06T13:00',
      tomorrow: '2026-05-07T09:00',
      next_week: '2026-05-11T09:00',
    });
  });

  it('has no later today in the evening', () => {
    expect(choices('2026-05-06T18:30:00')).not.toHaveProperty('later');
  });

  it('means the Monday after this one on a Monday', () => {
    expect(choices('2026-05-04T08:00:00').next_week).toBe('2026-05-11T09:00');
  });
});
