import { describe, expect, it } from 'vitest';
import { isOnlyEmoji, linkify } from './linkify';

describe('links', () => {
  it('are found in text, without the full stop after them', () => {
    expect(linkify('See https://example.com/a?b=1. Thanks')).toEqual([
      { text: 'See ' },
      { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { text: '. Thanks' },
    ]);
  });

  it('are never made of other schemes', () => {
    expect(linkify('javascript:alert(1) data:text/html,x')).toEqual([
      { text: 'javascript:alert(1) data:text/html,x' },
    ]);
  });

  it('leave emoji large only when alone', () => {
    expect(['👍', '👩‍👧 🎉', 'ok 👍', '12'].map(isOnlyEmoji)).toEqual([true, true, false, false]);
  });
});
