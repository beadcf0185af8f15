import { describe, expect, it } from 'vitest';
import { segments } from './variables';

describe('the pieces of a pre-written text', () => {
  it('tell what was written, filled in, and is missing', () => {
    expect(segments('Hi {{first_name}}, {{ email }}!', { first_name: 'Mira' })).toEqual([
      { text: 'Hi ', kind: 'text' },
      { text: 'Mira', kind: 'value' },
      { text: ', ', kind: 'text' },
      { text: '{{ email }}', kind: 'missing' },
      { text: '!', kind: 'text' },
    ]);
  });

  it('take the fallback for a value', () => {
    expect(segments('{{first_name|there}}', {})).toEqual([{ text: 'there', kind: 'value' }]);
    expect(segments('', {})).toEqual([]);
  });
});
