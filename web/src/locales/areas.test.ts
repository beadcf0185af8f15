import { describe, expect, it } from 'vitest';
import { areas as texts, english } from '../test/english';
import { later, textOf, togetherWith } from '../test/graph';
import type { Area } from './areas';

const keys = Object.keys(english);
const areaOf = new Map(
  Object.entries(texts).flatMap(([area, all]) => Object.keys(all).map((key) => [key, area])),
);

/** The keys that a module names, also by what they begin with: `state.${name}`. */
function named(path: string): string[] {
  const text = textOf(path);
  const plain = Array.from(text.matchAll(/['"`]([a-z]\w*(?:\.\w+)+)['"`]/gi), ([, key]) => key!);
  const woven = Array.from(text.matchAll(/`(\w+\.[^`$]*\$\{[^`]*)`/g), ([, pattern]) => {
    const parts = pattern!.split(/\$\{[^}]*\}/).map((part) => part.replace(/\W/g, '\\$&'));
    const fits = new RegExp(`^${parts.join('[^.]+')}$`);
    return keys.filter((key) => fits.test(key));
  });
  return [...plain.filter((key) => areaOf.has(key)), ...woven.flat()];
}

/** What is said before its texts are here: each with the module that says it, and the area in which it stands. */
const unheard = (root: string, areas: readonly string[]) =>
  togetherWith(root).flatMap((path) =>
    named(path)
      .filter((key) => !['desk', ...areas].includes(areaOf.get(key)!))
      .map((key) => `${key} of ${areaOf.get(key)} in ${path}`),
  );

describe('the texts of an area', () => {
  it('are all that is said at the start', () => {
    expect(unheard('../main.ts', [])).toEqual([]);
  });

  it.each(later.filter(({ root }) => !root.includes('/locales/')))('come with $root', ({ root, areas }) => {
    expect(unheard(root, areas)).toEqual([]);
    expect(areas.filter((area) => !(area in texts))).toEqual([]);
  });

  it('are said by somebody who brings them', () => {
    const brought = new Set(later.flatMap(({ areas }) => areas));
    expect(
      Object.keys(texts).filter((area) => area !== ('desk' satisfies Area) && !brought.has(area)),
    ).toEqual([]);
  });
});
