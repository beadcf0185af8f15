import { describe, expect, it } from 'vitest';
import { askedPath, isFiltered, readAsked, reportQuery, withoutFilters } from './asked';

const read = (query: string) => readAsked(new URLSearchParams(query));

describe('what a report is asked for', () => {
  it('is the last week by queue unless the address says otherwise', () => {
    expect(read('')).toMatchObject({ days: 7, by: 'queue', business: false, agent: null });
    expect(askedPath(read(''))).toBe('/reports');
    expect(reportQuery(read(''))).toEqual({ days: 7 });
  });

  it('comes out of the address as it went in', () => {
    for (const query of [
      'days=30',
      'from=2026-11-01&to=2026-11-05',
      'queue=2&agent=3&inbox=6&tag=4&label=5&channel=email&by=tag&hours=business',
    ]) {
      expect(askedPath(read(query))).toBe(`/reports?${query}`);
    }
  });

  it('forgives what it does not know', () => {
    expect(read('days=8&by=mood&queue=x&channel=pigeon')).toEqual(read(''));
    expect(read('from=2026-11-05&to=2026-11-01')).toEqual(read(''));
    expect(read('from=2026-11-05')).toEqual(read(''));
  });

  it('is sent as days, or as a first and a last day', () => {
    expect(reportQuery(read('from=2026-11-01&to=2026-11-05&agent=3&inbox=2'))).toEqual({
      from: '2026-11-01',
      to: '2026-11-05',
      agent: 3,
      inbox: 2,
    });
  });

  it('can be had without filters', () => {
    const asked = read('days=30&queue=2&inbox=1&channel=email&by=tag');
    expect(isFiltered(asked)).toBe(true);
    expect(withoutFilters(asked)).toEqual(read('days=30&by=tag'));
  });
});
