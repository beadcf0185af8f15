import { folded } from './words';

/**
 * How well a name fits what was typed: 0 begins with it, 1 has words that begin with its words, 2 holds it,
 * 3 has its letters in this order; null does not fit.
 */
export function fit(name: string, typed: string): number | null {
  const [text, wanted] = [folded(name), folded(typed.trim())];
  if (text.startsWith(wanted)) return 0;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  if (wanted.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 1;
  if (text.includes(wanted)) return 2;
  let at = 0;
  for (const letter of text) if (letter === wanted[at]) at += 1;
  return wanted.length > 1 && at === wanted.length ? 3 : null;
}

/** Those that fit, the best first; equal ones stay in their order. */
export function fitting<Item>(items: readonly Item[], nameOf: (item: Item) => string, typed: string): Item[] {
  if (!typed.trim()) return [...items];
  const fits = items.map((item) => ({ item, rank: fit(nameOf(item), typed) }));
  return fits
    .filter((one): one is { item: Item; rank: number } => one.rank !== null)
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
