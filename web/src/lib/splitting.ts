/** The characters that one message may have, by channel. Messenger takes fewer than 2000. */
export const MESSAGE_CHARACTERS_MAX = { whatsapp: 4096, messenger: 1_999, email: 100_000 } as const;

/** What is written at once may be longer on Messenger: it goes as several messages. */
export const TEXT_CHARACTERS_MAX = { ...MESSAGE_CHARACTERS_MAX, messenger: 10_000 } as const;

/** What may stand under a WhatsApp picture, film or document. */
export const CAPTION_CHARACTERS_MAX = 1024;

/** A text in pieces of at most so many characters, as the server cuts it: between lines or words if it can. */
export function piecesOf(text: string, charactersMax: number): string[] {
  const pieces: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > charactersMax) {
    const at = cut(rest, charactersMax);
    pieces.push(rest.slice(0, at).join('').trimEnd());
    rest = [...rest.slice(at).join('').trimStart()];
  }
  return rest.length > 0 ? [...pieces, rest.join('')] : pieces;
}

/** The end of a line if that leaves the piece half full, else the last space; without one, as much as may be. */
function cut(characters: string[], max: number): number {
  if (/\s/.test(characters[max]!)) return max;
  const fitting = characters.slice(0, max);
  const line = fitting.lastIndexOf('\n');
  if (line >= max / 2) return line;
  const gap = fitting.findLastIndex((character) => /\s/.test(character));
  return gap > 0 ? gap : max;
}
