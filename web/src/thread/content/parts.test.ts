import { describe, expect, it } from 'vitest';
import type { Attachment, ContentFile } from '../../api/content';
import { coordinates, mapLink } from './place';
import { frame } from './frame';
import { entry, START } from '../../test/samples';
import { clockLength } from '../../lib/clockLength';
import { EMOJI_GROUPS, emojiOf, findEmoji } from '../../lib/emoji';
import { extensionOf, filesOf, picturesOf, smallPicture } from '../../lib/files';
import { money, sums } from '../../lib/money';
import { webAddress } from '../../lib/webAddress';

const attachment = (id: number, facts: Partial<Attachment> = {}): Attachment => ({
  id,
  name: `file-${id}.jpg`,
  mime: 'image/jpeg',
  size: 1000,
  url: `/api/v1/attachments/${id}`,
  ...facts,
});
const file = (facts: Partial<ContentFile> = {}): ContentFile => ({
  kind: 'image',
  name: null,
  mime: 'image/jpeg',
  size: 2000,
  state: 'coming',
  reason: null,
  may_retry: false,
  attachment: null,
  ...facts,
});
const withFiles = (id: number, files: ContentFile[]) =>
  entry(id, { text: null, content: { type: 'files', files } });

describe('the files of a message', () => {
  it('are told before they are here, in their places', () => {
    const files = filesOf(withFiles(1, [file(), file({ state: 'here', attachment: attachment(7) })]));
    expect(files.map(({ place, state, name }) => [place, state, name])).toEqual([
      [0, 'coming', 'Picture'],
      [1, 'here', 'file-7.jpg'],
    ]);
  });

  it('are what was sent along, by their type', () => {
    const sent = [
      attachment(1),
      attachment(2, { mime: 'application/pdf' }),
      attachment(3, { mime: 'audio/ogg; codecs=opus' }),
    ];
    const files = filesOf(entry(1, { attachments: sent }));
    expect(files.map(({ kind }) => kind)).toEqual(['image', 'document', 'audio']);
  });

  it('are shown small by themselves, where a browser can draw them', () => {
    const [one, two] = filesOf(
      entry(1, { attachments: [attachment(1), attachment(2, { mime: 'image/heic' })] }),
    );
    expect([one, two].map((shown) => smallPicture(shown!))).toEqual(['/api/v1/attachments/1', null]);
  });

  it('open large in the order of the thread, without what was deleted', () => {
    const here = (id: number) => withFiles(id, [file({ state: 'here', attachment: attachment(id * 10) })]);
    const shown = picturesOf([here(1), { ...here(2), deleted_at: START }, withFiles(3, [file()]), here(4)]);
    expect(shown.map(({ id }) => id)).toEqual([10, 40]);
  });

  it('are named by their ending', () => {
    expect(['a.PDF', 'b.tar.gz', 'noending', 'c.'].map(extensionOf)).toEqual(['PDF', 'GZ', null, null]);
  });

  it('have their room before they are there', () => {
    expect(frame({ width: 1600, height: 900 })).toEqual({ width: '300px', ratio: '1.778' });
    expect(frame({ width: 300, height: 3000 }).ratio).toBe('0.750');
    expect(frame(null)).toEqual(frame({ width: null, height: null }));
  });
});

describe('an order', () => {
  it('comes to a sum in each currency', () => {
    const item = (quantity: number, price: string | null, currency: string | null) => ({
      product: 'x',
      quantity,
      price,
      currency,
    });
    expect(
      sums([item(2, '5.00', 'EUR'), item(1, '3', 'USD'), item(3, '1', 'EUR'), item(1, null, 'EUR')]),
    ).toEqual([
      { currency: 'EUR', amount: 13 },
      { currency: 'USD', amount: 3 },
    ]);
  });

  it('is told although its currency is none', () => {
    expect(money(3, 'EUR')).toMatch(/€/);
    expect(money(3, '???')).toBe('3 ???');
    expect(money(3, null)).toBe('3');
  });
});

describe('a place', () => {
  it('is told in numbers and found on a map that opens elsewhere', () => {
    const place = { latitude: 38.7223, longitude: -9.1393 };
    expect(coordinates(place)).toBe('38.722300, -9.139300');
    expect(mapLink(place)).toBe(
      'https://www.openstreetmap.org/?mlat=38.722300&mlon=-9.139300#map=16/38.722300/-9.139300',
    );
  });

  it.each([
    { latitude: null, longitude: 1 },
    { latitude: 91, longitude: 0 },
    { latitude: NaN, longitude: 0 },
  ])('that is none has no map', (place) => {
    expect(coordinates(place)).toBeNull();
    expect(mapLink(place)).toBeNull();
  });
});

describe('emoji', () => {
  it('each have a name of their own within their group', () => {
    for (const group of EMOJI_GROUPS) {
      const all = emojiOf(group);
      expect(all.every(({ emoji, name }) => /^\p{RGI_Emoji}$/v.test(emoji) && name.length > 1)).toBe(true);
      expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    }
  });

  it('are found by the beginning of a word, once', () => {
    expect(findEmoji('hear').map(({ emoji }) => emoji)).toContain('❤️');
    expect(findEmoji('up').map(({ emoji }) => emoji)).toContain('👍');
    expect(findEmoji('earth')).toEqual([]);
  });
});

describe('small things', () => {
  it('a recording has a length', () => {
    expect([0, 7.4, 750, 3723, Infinity, NaN].map(clockLength)).toEqual([
      '0:00',
      '0:07',
      '12:30',
      '1:02:03',
      '–:––',
      '–:––',
    ]);
  });

  it('only http and https become a link', () => {
    expect(webAddress('https://www.shop.example/a')).toEqual({
      href: 'https://www.shop.example/a',
      host: 'shop.example',
    });
    expect([null, '', 'javascript:alert(1)', 'data:text/html,x', 'nonsense'].map(webAddress)).toEqual(
      Array(5).fill(null),
    );
  });
});
