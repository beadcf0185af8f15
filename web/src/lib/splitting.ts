/** The characters that one message may have, by channel. */
export const MESSAGE_CHARACTERS_MAX = { whatsapp: 4096, messenger: 2000, email: 100_000 } as const;

/** What is written at once may be longer on Messenger: it goes as several messages. */
export const TEXT_CHARACTERS_MAX = { ...MESSAGE_CHARACTERS_MAX, messenger: 20_000 } as const;

/** What may stand under a WhatsApp picture, film or document. */
export const CAPTION_CHARACTERS_MAX = 1024;

/** A text in pieces of at most so many characters, parted between words where that is possible. */
export function piecesOf(text: string, charactersMax: number): string[] {
  const pieces: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > charactersMax) {
    const at = lastBreak(rest, charactersMax);
    pieces.push(rest.slice(0, at).join('').trimEnd());
    rest = [...rest.slice(at).join('').trimStart()];
  }
  return rest.length > 0 ? [...pieces, rest.join('')] : pieces;
}

/** The last space that leaves a piece short enough; without one, the piece is as long as may be. */
function lastBreak(characters: string[], max: number): number {
  for (let at = max; at > 0; at -= 1) if (/\s/.test(characters[at]!)) return at;
  return max;
}
