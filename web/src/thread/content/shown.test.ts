import { describe, expect, it } from 'vitest';
import { isShownBy } from './shown';

describe('what a content shows itself', () => {
  it('is the name of a place, of a card, of a page, and no other words', () => {
    const place = { type: 'location', name: 'HQ', address: '1 Road' };
    expect(isShownBy(place, 'HQ')).toBe(true);
    expect(isShownBy({ ...place, name: null }, '1 Road')).toBe(true);
    const card = { name: 'Bia', phones: [], emails: [], organisation: null };
    expect(isShownBy({ type: 'people', people: [card] }, 'Bia')).toBe(true);
    const link = { title: 'Page', url: 'https://example.com' };
    expect(isShownBy({ type: 'link', link }, 'Page')).toBe(true);
    expect(isShownBy({ type: 'link', link }, 'look at this')).toBe(false);
    expect(isShownBy({ type: 'text' }, 'HQ')).toBe(false);
    expect(isShownBy(null, 'HQ')).toBe(false);
  });
});
