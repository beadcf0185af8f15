import { describe, expect, it } from 'vitest';
import { fromField, snoozeChoices, toField } from './snooze';

const offers = (text: string, zone = 'UTC') =>
  Object.fromEntries(
    snoozeChoices(Date.parse(text), zone).map(({ choice, until }) => [
      choice,
      until.toISOString().slice(0, 16),
    ]),
  );

describe('putting aside', () => {
  it('offers later today, tomorrow morning and next Monday', () => {
    expect(offers('2026-05-06T10:20:00Z')).toEqual({
      later: '2026-05-06T13:00',
      tomorrow: '2026-05-07T09:00',
      next_week: '2026-05-11T09:00',
    });
  });

  it('has no later today in the evening', () => {
    expect(offers('2026-05-06T18:30:00Z')).not.toHaveProperty('later');
  });

  it('means the Monday after this one on a Monday', () => {
    expect(offers('2026-05-04T08:00:00Z').next_week).toBe('2026-05-11T09:00');
  });

  it('offers no moment twice: on a Sunday, Monday is tomorrow', () => {
    expect(offers('2026-05-10T08:00:00Z')).toEqual({
      later: '2026-05-10T11:00',
      tomorrow: '2026-05-11T09:00',
    });
  });

  it('goes by the clock of the zone, where it may be another day', () => {
    expect(offers('2026-05-06T22:30:00Z', 'Europe/Madrid')).toEqual({
      later: '2026-05-07T01:30',
      tomorrow: '2026-05-08T07:00',
      next_week: '2026-05-11T07:00',
    });
  });

  it('means nine o’clock on the wall when the clocks have changed in between', () => {
    expect(offers('2026-03-28T09:00:00Z', 'Europe/Madrid').tomorrow).toBe('2026-03-29T07:00');
    expect(offers('2026-10-24T09:00:00Z', 'Europe/Madrid')).toMatchObject({
      tomorrow: '2026-10-25T08:00',
      next_week: '2026-10-26T08:00',
    });
  });

  it('takes a time of one’s own by the same clock', () => {
    expect(toField(Date.parse('2026-05-06T10:20:00Z'), 'Europe/Madrid')).toBe('2026-05-06T12:20');
    expect(fromField('2026-05-06T12:20', 'Europe/Madrid').toISOString()).toBe('2026-05-06T10:20:00.000Z');
    expect(fromField('', 'Europe/Madrid').getTime()).toBeNaN();
  });
});
