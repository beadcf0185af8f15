/** The server's limit of a note. */
export const NOTE_CHARACTERS_MAX = 10_000;

/** For comparing: without capitals and accents, so that "resume" finds "Résumé". */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** How many characters the server counts: a pair of surrogates is one. */
export function characters(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1) {
    if (isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))) count -= 1;
  }
  return count;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
