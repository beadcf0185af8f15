import { expect, it } from 'vitest';
import { stamp } from '../../lib/format';
import { whenText } from './when';

it('tells when an invitation is by the clock that it names', () => {
  const at = (starts: string | null, ends: string | null = null) => whenText({ starts, ends });
  expect(at('2026-03-01T10:00 Europe/Berlin', '2026-03-01T10:30 Europe/Berlin')).toMatch(
    /^.*Mar.* 2026, 10:00.* – 10:30.* \(Europe\/Berlin\)$/,
  );
  expect(at('2026-03-01T10:00', '2026-03-02T11:00')).toMatch(/1.*10:00.* – .*2.*11:00/);
  expect(at('2026-03-01')).toMatch(/2026$/);
  expect(at('2026-03-01T10:00Z')).toBe(stamp('2026-03-01T10:00Z'));
});

it('leaves as it was written what it cannot read', () => {
  expect(whenText({ starts: 'next week', ends: null })).toBe('next week');
  expect(whenText({ starts: '2026-99-99T10:00', ends: 'later' })).toBe('2026-99-99T10:00 – later');
  expect(whenText({ starts: null, ends: null })).toBe('');
});
