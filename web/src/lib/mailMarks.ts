/** What the buttons and keys of a mail do to its text: each gives the piece that is replaced, and what is selected then. */

export interface Edit {
  from: number;
  to: number;
  words: string;
  /** In the text as it is afterwards. */
  select: { start: number; end: number };
}
export interface Selection {
  start: number;
  end: number;
}
export const MARKS = ['bold', 'italic', 'link', 'list', 'quote'] as const;
export type Mark = (typeof MARKS)[number];

export function marked(mark: Mark, text: string, selection: Selection): Edit {
  switch (mark) {
    case 'bold':
      return around(text, selection, '**');
    case 'italic':
      return around(text, selection, '*');
    case 'link':
      return link(text, selection);
    case 'list':
      return lines(text, selection, '- ', /^(\s*)[-*+] /);
    case 'quote':
      return lines(text, selection, '> ', /^(\s*)> ?/);
  }
}

/** The blanks at its ends belong to no mark. */
function trimmed(text: string, { start, end }: Selection): Selection {
  const chosen = text.slice(start, end);
  if (!chosen.trim()) return { start, end };
  return {
    start: start + chosen.length - chosen.trimStart().length,
    end: end - (chosen.length - chosen.trimEnd().length),
  };
}

/** Puts the mark on both sides, or takes it away where it stands already. */
function around(text: string, selection: Selection, mark: string): Edit {
  const { start, end } = trimmed(text, selection);
  const { length } = mark;
  const chosen = text.slice(start, end);
  if (stands(text, start, end, mark)) {
    return {
      from: start - length,
      to: end + length,
      words: chosen,
      select: { start: start - length, end: end - length },
    };
  }
  if (chosen.length >= 2 * length && stands(text, start + length, end - length, mark)) {
    const words = chosen.slice(length, -length);
    return { from: start, to: end, words, select: { start, end: start + words.length } };
  }
  return {
    from: start,
    to: end,
    words: mark + chosen + mark,
    select: { start: start + length, end: end + length },
  };
}

/** A single star beside another is half of a bold one. */
function stands(text: string, start: number, end: number, mark: string): boolean {
  const before = /\**$/.exec(text.slice(Math.max(0, start - 3), start))![0].length;
  const after = /^\**/.exec(text.slice(end, end + 3))![0].length;
  const has = (stars: number) => (mark === '**' ? stars >= 2 : stars === 1 || stars === 3);
  return has(before) && has(after);
}

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/;
const BEGIN = 'https://';

function link(text: string, selection: Selection): Edit {
  const { start, end } = trimmed(text, selection);
  const chosen = text.slice(start, end);
  if (ADDRESS.test(chosen)) {
    return { from: start, to: end, words: `[](${chosen})`, select: { start: start + 1, end: start + 1 } };
  }
  const at = start + chosen.length + 3;
  return {
    from: start,
    to: end,
    words: `[${chosen}](${BEGIN})`,
    select: chosen ? { start: at, end: at + BEGIN.length } : { start: start + 1, end: start + 1 },
  };
}

/** Every line that the selection touches begins with the mark, or none if all did. */
function lines(text: string, { start, end }: Selection, mark: string, is: RegExp): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const until = text.indexOf('\n', Math.max(start, end - (end > start && text[end - 1] === '\n' ? 1 : 0)));
  const to = until < 0 ? text.length : until;
  const before = text.slice(from, to).split('\n');
  const isMarked =
    before.every((line) => is.test(line) || !line.trim()) && before.some((line) => is.test(line));
  const words = before
    .map((line) => {
      if (isMarked) return line.replace(is, '$1');
      return line.trim() || before.length === 1 ? mark + line : line;
    })
    .join('\n');
  const grown = words.length - (to - from);
  if (start !== end) return { from, to, words, select: { start: from, end: from + words.length } };
  const at = Math.max(from, start + grown);
  return { from, to, words, select: { start: at, end: at } };
}

const BEGUN = /^(\s*)(?:([-*+]) +|(\d{1,9})([.)]) +|((?:> ?)+))/;

/** What Enter does in a list or a quote: the next line goes on with it, and an empty one ends it. Null elsewhere. */
export function enter(text: string, { start, end }: Selection): Edit | null {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const until = text.indexOf('\n', start);
  const begun = BEGUN.exec(text.slice(from, until < 0 ? text.length : until));
  if (!begun || start < from + begun[0].length) return null;
  const rest = text.slice(from + begun[0].length, until < 0 ? text.length : until);
  if (!rest.trim() && start === end) {
    return { from, to: from + begun[0].length, words: '', select: { start: from, end: from } };
  }
  const [, indent = '', bullet, number, dot, quote] = begun;
  const mark = bullet ? `${bullet} ` : number ? `${Number(number) + 1}${dot} ` : quote!;
  const words = `\n${indent}${mark}`;
  const at = start + words.length;
  return { from: start, to: end, words, select: { start: at, end: at } };
}

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Which mark a key means. Other scripts' layouts are read by the key's place. */
export function markOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Press): Mark | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const isLatin = /^[\x20-\x7e]$/.test(key);
  const is = (letter: string) =>
    isLatin ? key.toLowerCase() === letter : code === `Key${letter.toUpperCase()}`;
  if (!shiftKey) return is('b') ? 'bold' : is('i') ? 'italic' : null;
  if (is('k')) return 'link';
  return code === 'Digit8' ? 'list' : code === 'Digit9' ? 'quote' : null;
}
