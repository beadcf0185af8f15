import { describe, expect, it } from 'vitest';
import { moved, SCALE_MAX, WHOLE, zoomed } from './zoom';

const BOX = { width: 800, height: 600 };

describe('a picture that is looked at', () => {
  it('grows around the point that is pointed at', () => {
    expect(zoomed(WHOLE, 2, { x: 100, y: -50 }, BOX)).toEqual({ scale: 2, x: -100, y: 50 });
  });

  it('grows to five times and shrinks to the whole', () => {
    const large = zoomed(WHOLE, 100, { x: 0, y: 0 }, BOX);
    expect(large.scale).toBe(SCALE_MAX);
    expect(zoomed(moved(large, 300, 300, BOX), 0.01, { x: 0, y: 0 }, BOX)).toEqual(WHOLE);
  });

  it('is never pushed out of sight', () => {
    expect(moved({ scale: 2, x: 0, y: 0 }, 9_000, -9_000, BOX)).toEqual({ scale: 2, x: 400, y: -300 });
    expect(moved(WHOLE, 50, 50, BOX)).toEqual(WHOLE);
  });
});
