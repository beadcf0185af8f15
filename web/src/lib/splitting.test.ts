import { describe, expect, it } from 'vitest';
import { piecesOf } from './splitting';

describe('a long text', () => {
  it('is parted between words', () => {
    expect(piecesOf('one two three', 8)).toEqual(['one two', 'three']);
    expect(piecesOf('one two three', 7)).toEqual(['one two', 'three']);
    expect(piecesOf('one two three', 100)).toEqual(['one two three']);
  });

  it('is parted between lines where that leaves a piece half full', () => {
    expect(piecesOf('first line\nsecond line', 16)).toEqual(['first line', 'second line']);
    expect(piecesOf('a\nsecond line is long', 16)).toEqual(['a\nsecond line is', 'long']);
    expect(piecesOf('see https://example.com/a/very/long/path now', 38)).toEqual([
      'see',
      'https://example.com/a/very/long/path',
      'now',
    ]);
  });

  it('is parted within a word that is too long by itself', () => {
    expect(piecesOf('x'.repeat(25), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
  });

  it('is counted in characters as people see them', () => {
    expect(piecesOf('👍'.repeat(10), 10)).toHaveLength(1);
    expect(piecesOf('👍'.repeat(11), 10)).toEqual(['👍'.repeat(10), '👍']);
    expect(piecesOf('   ', 10)).toEqual([]);
  });
});
