import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Catalogue, type TextKey } from '../lib/i18n.svelte';
import { areas, english as en } from '../test/english';
import { AREAS, type Area } from './areas';

const desks = import.meta.glob<Record<string, Catalogue>>('./??.ts', { eager: true });
const lazy = import.meta.glob<Catalogue>('./*/areas/*.ts', { eager: true, import: 'texts' });
const parts = import.meta.glob<Record<string, Record<string, unknown>>>('./*/*.ts', { eager: true });
const others = Object.keys(LANGUAGES).filter((name) => name !== 'en');

const formsOf = (text: string | object): Record<string, string> =>
  typeof text === 'string' ? { other: text } : { ...(text as Record<string, string>) };
const holesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
/** What one text has beside words: `👍` of a list of emoji. */
const pictures = (text: string) => text.split('|').map((one) => one.split(' ')[0]);

const areaOf = (name: string, area: Area): Catalogue =>
  area === 'desk' ? desks[`./${name}.ts`]![name]! : lazy[`./${name}/areas/${area}.ts`]!;

describe.each(others)('the catalogue %s', (name) => {
  const catalogue: Catalogue = Object.assign({}, ...AREAS.map((area) => areaOf(name, area)));
  const keys = Object.keys(catalogue) as TextKey[];

  it('has every text, and no other', () => {
    const all = Object.keys(en) as TextKey[];
    expect(all.filter((key) => !(key in catalogue))).toEqual([]);
    expect(keys.filter((key) => !(key in en))).toEqual([]);
    expect(
      keys.filter((key) => Object.values(formsOf(catalogue[key]!)).some((form) => !form.trim())),
    ).toEqual([]);
  });

  it('has each text in the area in which English has it', () => {
    for (const area of AREAS)
      expect(Object.keys(areaOf(name, area)).sort(), area).toEqual(Object.keys(areas[area]).sort());
  });

  it('puts in what English puts in', () => {
    const wrong = keys.filter((key) => {
      const wanted = formsOf(en[key]);
      const forms = formsOf(catalogue[key]!);
      const allowed = new Set(Object.values(wanted).flatMap(holesOf));
      if (holesOf(forms.other ?? '').join() !== holesOf(wanted.other ?? '').join()) return true;
      return Object.values(forms).some((form) => holesOf(form).some((hole) => !allowed.has(hole)));
    });
    expect(wrong).toEqual([]);
  });

  it('has the plural forms of its language wherever English has two', () => {
    // A million of anything is no form of its own on this screen.
    const needed = new Intl.PluralRules(name)
      .resolvedOptions()
      .pluralCategories.filter((form) => form !== 'many' || name === 'ar')
      .sort();
    const wrong = keys.filter((key) => {
      const isPlural = typeof en[key] !== 'string';
      if (typeof catalogue[key] === 'string') return isPlural;
      return !isPlural || Object.keys(formsOf(catalogue[key]!)).sort().join() !== needed.join();
    });
    expect(wrong).toEqual([]);
  });

  it('names the same emoji', () => {
    for (const key of keys.filter((one) => one.startsWith('emoji.list.')))
      expect(pictures(String(catalogue[key])), key).toEqual(pictures(String(en[key])));
  });

  it('has each text in one place', () => {
    const own = Object.entries(parts).filter(([path]) => path.startsWith(`./${name}/`));
    const all = own.flatMap(([, part]) => Object.values(part).flatMap(Object.keys));
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  });

  it('is translated: only names and numbers are as in English', () => {
    const same = keys.filter((key) => {
      const text = catalogue[key];
      return typeof text === 'string' && text === en[key] && /[a-z]{4}/.test(text.replace(/\{\w+\}/g, ''));
    });
    expect(same.length / keys.length).toBeLessThan(0.06);
  });
});
