import { expect, it } from 'vitest';
import { fitting } from './fitting';

it('shows all names where they fit, and else the first ones beside a button, always with the chosen one', () => {
  const widths = [40, 50, 30, 60, 50];
  expect(fitting(widths, 230, 28, 0)).toEqual([0, 1, 2, 3, 4]);
  expect(fitting(widths, 229, 28, 0)).toEqual([0, 1, 2, 3]);
  expect(fitting(widths, 200, 28, 4)).toEqual([0, 1, 2, 4]);
  expect(fitting(widths, 60, 28, 3)).toEqual([3]);
  expect(fitting([], 0, 28, -1)).toEqual([]);
});
