import { expect, it } from 'vitest';
import { fit, fitting } from './fits';

it('what begins as typed comes before what holds it, and that before single letters in order', () => {
  const names = ['Unresolve', 'Mark as read', 'Resolve', 'Go to resolved', 'Reserve a slot very early'];
  expect(fitting(names, (name) => name, 'resolve')).toEqual(['Resolve', 'Go to resolved', 'Unresolve']);
  expect(fit('Resolve', 'rsv')).toBe(3);
  expect(fit('Mark as read', 'read mark')).toBe(1);
  expect(fit('Zurückstellen', 'zuruck')).toBe(0);
  expect(fit('Resolve', 'xyz')).toBeNull();
  expect(fitting(names, (name) => name, ' ')).toEqual(names);
});
