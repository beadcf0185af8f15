import { expect, it } from 'vitest';

const parts = import.meta.glob<Record<string, Record<string, unknown>>>('./en/*.ts', { eager: true });

it('has each text in one place, so that none hides another', () => {
  const keys = Object.values(parts).flatMap((part) => Object.values(part).flatMap(Object.keys));
  expect(keys.length).toBeGreaterThan(500);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});
