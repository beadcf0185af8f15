import { describe, expect, it } from 'vitest';
import cases from '../../../tests/fixtures/canned/cases.json';
import { fill, filledIn, gaps, isKnown, matching, partsOf } from './canned';

const message = (shortcut: string, text = '') => ({ shortcut, title: shortcut, text, category: null });

describe('canned messages', () => {
  it('are filled from what is known', () => {
    expect(
      fill('Hi {{first_name}}, #{{ conversation_number }}', { first_name: 'Mira', conversation_number: '7' }),
    ).toBe('Hi Mira, #7');
  });

  it('use the fallback when the value is missing', () => {
    expect(fill('Hi {{first_name|there}}', { first_name: null })).toBe('Hi there');
  });

  it('never evaluate a value again', () => {
    expect(fill('Hi {{first_name}}', { first_name: '{{email}}', email: 'secret' })).toBe('Hi {{email}}');
  });

  it('show what is left to fill in', () => {
    expect(gaps(fill('To {{email}} and {{unknown}}', {}))).toEqual([
      { name: 'email', start: 3, end: 12 },
      { name: 'unknown', start: 17, end: 28 },
    ]);
  });

  it('tell what is missing from what only looks so: a value is plain text', () => {
    const filled = filledIn('Hi {{name}}, see {{email}}', { name: '{{x}}' });
    expect(filled.text).toBe('Hi {{x}}, see {{email}}');
    expect(filled.gaps).toEqual([{ name: 'email', start: 14, end: 23 }]);
    expect(filled.literals).toEqual(['{{x}}']);
    expect(gaps(filled.text, new Set(filled.literals))).toEqual(filled.gaps);
  });

  it('take a contact’s own attributes', () => {
    expect(fill('Plan: {{attr.plan}}', { 'attr.plan': 'Gold' })).toBe('Plan: Gold');
    expect(isKnown('attr.plan', ['plan'])).toBe(true);
    expect(isKnown('attr.plans', ['plan'])).toBe(false);
    expect(isKnown('first_name', [])).toBe(true);
    expect(isKnown('firstname', [])).toBe(false);
  });

  it('are shown in parts', () => {
    expect(partsOf('To {{email}}!', gaps('To {{email}}!'))).toEqual([
      { text: 'To ', gap: null },
      { text: '{{email}}', gap: 'email' },
      { text: '!', gap: null },
    ]);
  });

  for (const { name, text, values, filled, missing, unknown } of cases) {
    it(`mean the same here and on the server: ${name}`, () => {
      const known = Object.fromEntries(Object.entries(values));
      expect(fill(text, known)).toBe(filled);
      const left = gaps(text)
        .filter((gap) => fill(text.slice(gap.start, gap.end), known) === text.slice(gap.start, gap.end))
        .map((gap) => gap.name);
      const without = (has: boolean) => [...new Set(left.filter((one) => one in known === has))];
      expect(without(true)).toEqual(missing);
      expect(without(false)).toEqual(unknown);
    });
  }

  it('are found by shortcut first', () => {
    const found = matching([message('/bye', 'Say hello again'), message('/hello')], '/hel');
    expect(found.map(({ shortcut }) => shortcut)).toEqual(['/hello', '/bye']);
  });

  it('are found by their words in any order, with or without accents', () => {
    const all = [message('Card refund'), message('Résumé reçu'), message('/other', 'A refund for your card')];
    const found = (typed: string) => matching(all, typed).map(({ shortcut }) => shortcut);
    expect(found('refund card')).toEqual(['Card refund', '/other']);
    expect(found('recu resume')).toEqual(['Résumé reçu']);
    expect(found('refund parcel')).toEqual([]);
  });
});
