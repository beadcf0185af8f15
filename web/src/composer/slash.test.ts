import { describe, expect, it } from 'vitest';
import { slashAt } from './slash';

describe('a slash', () => {
  it('counts at the start of a word', () => {
    expect(slashAt('', '/', 1)).toBe(0);
    expect(slashAt('Hi  there', 'Hi / there', 4)).toBe(3);
    expect(slashAt('Hi\n', 'Hi\n/', 4)).toBe(3);
  });

  it('is no more than a slash inside a word, or in what was pasted, deleted or completed', () => {
    expect(slashAt('and', 'and/', 4)).toBeNull();
    expect(slashAt('https:/', 'https://', 8)).toBeNull();
    expect(slashAt('', '/etc', 4)).toBeNull();
    expect(slashAt('/a', '/', 1)).toBeNull();
    expect(slashAt('a b', 'x / b', 3)).toBeNull();
  });
});
