import { describe, expect, it } from 'vitest';
import { OrderedIds } from './ordered';

describe('ordered ids', () => {
  it('keeps ids in order of their keys, and of ids among equal keys', () => {
    const ids = new OrderedIds();
    ids.put(3, 'b');
    ids.put(1, 'b');
    ids.put(2, 'a');
    expect(ids.slice(0, 10)).toEqual([2, 1, 3]);
    expect(ids.indexOf(3)).toBe(2);
    expect(ids.lastKey).toBe('b');
  });

  it('moves an id when its key changes and says so', () => {
    const ids = new OrderedIds();
    ids.put(1, 'a');
    ids.put(2, 'b');
    expect(ids.put(1, 'c')).toBe(true);
    expect(ids.put(1, 'c')).toBe(false);
    expect(ids.slice(0, 2)).toEqual([2, 1]);
    expect(ids.remove(2)).toBe(true);
    expect(ids.remove(2)).toBe(false);
    expect(ids.at(0)).toBe(1);
    expect(ids.indexOf(2)).toBe(-1);
  });

  it('is the same as a sorted array after thousands of changes', () => {
    const ids = new OrderedIds();
    const expected = new Map<number, string>();
    let random = 7;
    const next = (below: number) => (random = (random * 16807) % 2147483647) % below;
    for (let step = 0; step < 6000; step += 1) {
      const id = next(900);
      if (next(4) === 0) {
        ids.remove(id);
        expected.delete(id);
      } else {
        const key = String(next(1000)).padStart(4, '0');
        ids.put(id, key);
        expected.set(id, key);
      }
    }
    const sorted = [...expected]
      .sort(([a, x], [b, y]) => (x === y ? a - b : x < y ? -1 : 1))
      .map(([id]) => id);
    expect(ids.slice(0, ids.length)).toEqual(sorted);
    expect(ids.slice(130, 260)).toEqual(sorted.slice(130, 260));
    for (const index of [0, 127, 128, 129, 300]) expect(ids.indexOf(sorted[index]!)).toBe(index);
  });
});
