import { describe, expect, it } from 'vitest';
import { characters, folded } from './words';

describe('words', () => {
  it('are compared without capitals and accents', () => {
    expect(folded('RÉSUMÉ Ångström')).toBe('resume angstrom');
    expect(folded('Γειά')).toBe(folded('γεια'));
  });

  it('are as long as the server counts them', () => {
    for (const text of ['', 'abc', 'é', '👍🏽 ok', '👨‍👩‍👧', 'a\ud83d', '\udc4da']) {
      expect(characters(text)).toBe([...text].length);
    }
  });
});
