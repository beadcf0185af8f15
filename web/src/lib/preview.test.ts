import { describe, expect, it } from 'vitest';
import { previewText } from './preview';

const shown = (kind: string, text = '') => previewText({ kind, text, author: 'contact', agent_id: null });

describe('the last thing said, in one line', () => {
  it('is its words, if it has some', () => {
    expect(shown('image', 'The slip')).toBe('The slip');
    expect(previewText(null)).toBe('');
    expect(shown('text')).toBe('');
  });

  it.each([
    ['voice', 'Voice message'],
    ['audio', 'Audio'],
    ['people', 'Contact card'],
    ['form', 'Answers to a form'],
    ['order', 'Order'],
    ['cards', 'Cards'],
    ['group_invite', 'A message of a kind that cannot be shown'],
  ])('names what has none: %s', (kind, words) => expect(shown(kind)).toBe(words));
});
