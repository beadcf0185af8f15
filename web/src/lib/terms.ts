import { folded } from './words';

/** What a search can be narrowed down by, as the server reads it. */
export const TERMS = [
  'tag',
  'label',
  'agent',
  'queue',
  'inbox',
  'channel',
  'is',
  'in',
  'after',
  'before',
] as const;
export type Term = (typeof TERMS)[number];

/** A piece of what was typed: a term such as `tag:refund`, or words. */
export interface Piece {
  start: number;
  end: number;
  term: Term | null;
  /** Without the quotes around it. */
  value: string;
}

const PIECE = /([a-z]+):("[^"]*"?|\S*)|"[^"]*"?|\S+/gi;

export function piecesOf(text: string): Piece[] {
  return [...text.matchAll(PIECE)].map((found) => {
    const name = found[1]?.toLowerCase();
    const term = TERMS.find((one) => one === name) ?? null;
    const value = term ? found[2]! : found[0];
    return {
      start: found.index,
      end: found.index + found[0].length,
      term,
      value: value.replaceAll('"', ''),
    };
  });
}

/** The piece that is being typed. */
export const pieceAt = (text: string, caret: number): Piece | null =>
  piecesOf(text).find(({ start, end }) => start < caret && caret <= end) ?? null;

const written = (term: Term, value: string) => (/\s/.test(value) ? `${term}:"${value}"` : `${term}:${value}`);

/** The text with this term in place of the piece, and where one goes on typing. */
export function completed(
  text: string,
  piece: Piece,
  term: Term,
  value: string,
): { text: string; caret: number } {
  const before = text.slice(0, piece.start) + written(term, value);
  const after = text.slice(piece.end).trimStart();
  return { text: `${before} ${after}`, caret: before.length + 1 };
}

export const termOf = (text: string, term: Term): string | null =>
  piecesOf(text).find((piece) => piece.term === term)?.value ?? null;

/** The text with this term once, or with none of its kind. */
export function withTerm(text: string, term: Term, value: string | null): string {
  const rest = piecesOf(text)
    .filter((piece) => piece.term !== term)
    .map(({ start, end }) => text.slice(start, end));
  return (value === null ? rest : [...rest, written(term, value)]).join(' ');
}

/** The words that are looked for, folded, without the terms. */
export function wordsOf(text: string): string[] {
  const words = piecesOf(text).filter(({ term }) => term === null);
  return words.flatMap(({ value }) => folded(value).split(/[^\p{L}\p{N}]+/u)).filter((word) => word !== '');
}

/** Scripts without spaces between words: a word may begin anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Where in a text the words stand: pairs of beginning and end, in the text as it is written. */
export function placesOf(text: string, words: readonly string[]): [number, number][] {
  if (words.length === 0) return [];
  let plain = '';
  /** For each letter of `plain`, where the character begins in the text that it came of. */
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    for (const letter of folded(character)) {
      for (let unit = 0; unit < letter.length; unit += 1) origins.push(at);
      plain += letter;
    }
    at += character.length;
  }
  origins.push(at);
  return words.flatMap((word, index) => placesOfWord(plain, origins, word, index === words.length - 1));
}

/** The last word may be unfinished: the others are found as a whole only. */
function placesOfWord(plain: string, origins: number[], word: string, isLast: boolean): [number, number][] {
  const found: [number, number][] = [];
  const isUnspaced = UNSPACED.test(word);
  for (let from = plain.indexOf(word); from >= 0; from = plain.indexOf(word, from + word.length)) {
    const end = from + word.length;
    const begins = from === 0 || !LETTER.test(plain[from - 1]!);
    const ends = isLast || end === plain.length || !LETTER.test(plain[end]!);
    if (isUnspaced || (begins && ends)) found.push([origins[from]!, origins[end]!]);
  }
  return found;
}
