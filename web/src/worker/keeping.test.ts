import { expect, it } from 'vitest';
import { ASSETS_MAX, kindOf, tooMany } from './keeping';

it('only what never changes is kept, and the page of the desk for want of a network', () => {
  const kinds = (['/', '/mine', '/c/1041?', '/admin/agents', '/reports'] as const).map((path) =>
    kindOf(path, true),
  );
  expect(new Set(kinds)).toEqual(new Set(['page']));
  expect(kindOf('/assets/app-1a2b.js', false)).toBe('asset');
  expect(kindOf('/assets/app-1a2b.js', true)).toBe('asset');
});

it('what is said by the server, and files of their own, are never kept', () => {
  expect(kindOf('/api/v1/conversations', false)).toBeNull();
  expect(kindOf('/api/docs', true)).toBeNull();
  expect(kindOf('/hooks/meta', false)).toBeNull();
  expect(kindOf('/phone.html', true)).toBeNull();
  expect(kindOf('/icon.svg', false)).toBeNull();
  expect(kindOf('/mine', false)).toBeNull();
});

it('of too many files the oldest go', () => {
  const names = Array.from({ length: ASSETS_MAX + 2 }, (_, index) => index);
  expect(tooMany(names)).toEqual([0, 1]);
  expect(tooMany(names.slice(2))).toEqual([]);
});
