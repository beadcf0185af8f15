import { describe, expect, it } from 'vitest';
import { completed, pieceAt, piecesOf, placesOf, termOf, withTerm, wordsOf } from './terms';

const found = (text: string, query: string) =>
  placesOf(text, wordsOf(query)).map(([start, end]) => text.slice(start, end));

describe('what is typed into the search', () => {
  it('is words, and terms that the server knows', () => {
    const pieces = piecesOf('refund tag:vip http://a agent:"Ann Lee" is:');
    expect(pieces.map(({ term, value }) => [term, value])).toEqual([
      [null, 'refund'],
      ['tag', 'vip'],
      [null, 'http://a'],
      ['agent', 'Ann Lee'],
      ['is', ''],
    ]);
    expect(wordsOf('Refund tag:vip «Müller» agent:"Ann Lee"')).toEqual(['refund', 'muller']);
  });

  it('is completed where one types, with quotes where a name has spaces', () => {
    const text = 'late agent:an tag:vip';
    const piece = pieceAt(text, 13)!;
    expect(piece).toMatchObject({ term: 'agent', value: 'an' });
    const { text: now, caret } = completed(text, piece, 'agent', 'Ann Lee');
    expect(now).toBe('late agent:"Ann Lee" tag:vip');
    expect(now.slice(0, caret)).toBe('late agent:"Ann Lee" ');
    expect(pieceAt('late ', 5)).toBeNull();
    expect(pieceAt('agent:"Ann L', 12)).toMatchObject({ term: 'agent', value: 'Ann L' });
  });

  it('has a term of one kind once, or none', () => {
    expect(withTerm('refund in:notes tag:vip', 'in', 'messages')).toBe('refund tag:vip in:messages');
    expect(withTerm('refund in:notes', 'in', null)).toBe('refund');
    expect(termOf('refund in:notes', 'in')).toBe('notes');
    expect(termOf('refund', 'in')).toBeNull();
  });
});

describe('where the words stand', () => {
  it('in any case, accent and order, the last one unfinished', () => {
    expect(found('A Réfund for Mr. MÜLLER, refunded', 'muller refund')).toEqual([
      'MÜLLER',
      'Réfund',
      'refund',
    ]);
    expect(found('A refunded refund', 'refund now')).toEqual(['refund']);
    expect(found('prerefund', 'refund')).toEqual([]);
  });

  it('in the text as it is written, also where folding makes letters more or fewer', () => {
    expect(found('ﬁne 👍🏽 Straße e\u0301te\u0301', 'été')).toEqual(['e\u0301te\u0301']);
  });

  it('anywhere in scripts without spaces', () => {
    expect(found('商品の返金をお願いします', '返金')).toEqual(['返金']);
  });

  it('nowhere without words', () => {
    expect(found('tag:refund', 'tag:refund')).toEqual([]);
  });
});
