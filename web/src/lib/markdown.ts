/** The Markdown that mails are written in, as a tree that is drawn with elements: nothing of it ever becomes HTML. */
import type { Inline } from './markup';

export type MailBlock =
  | { type: 'paragraph'; parts: Inline[] }
  | { type: 'quote'; blocks: MailBlock[] }
  | { type: 'pre'; text: string }
  | { type: 'rule' }
  | { type: 'list'; start: number | null; items: MailBlock[][] };

/** A longer text is shown as it was written: reading its marks would hold up the thread. */
export const MARKDOWN_MAX = 100_000;
/** Deeper lists and quotes are text. */
const NESTING_MAX = 8;

const FENCE = /^ {0,3}```/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const ITEM = /^( {0,3}(?:[-*+]|(\d{1,9})[.)]))( +)(?=\S)(.*)$/;
const BLANK = /^\s*$/;
const HEADING = /^ {0,3}#{1,6} +(.*?)(?: +#+)? *$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const INDENTED = /^ {4}/;

export function markdown(text: string): MailBlock[] {
  if (text.length > MARKDOWN_MAX) return [{ type: 'paragraph', parts: [{ type: 'text', text }] }];
  return blocksOf(text.replace(/\r\n?/g, '\n').split('\n'), 0);
}

interface Reading {
  lines: string[];
  at: number;
  depth: number;
}

function blocksOf(lines: string[], depth: number): MailBlock[] {
  const reading: Reading = { lines, at: 0, depth };
  const blocks: MailBlock[] = [];
  while (reading.at < lines.length) {
    if (BLANK.test(lines[reading.at]!)) reading.at += 1;
    else blocks.push(blockAt(reading));
  }
  return blocks;
}

function blockAt(reading: Reading): MailBlock {
  const line = reading.lines[reading.at]!;
  if (FENCE.test(line)) return fenced(reading);
  if (INDENTED.test(line)) return indented(reading);
  if (RULE.test(line)) {
    reading.at += 1;
    return { type: 'rule' };
  }
  const heading = HEADING.exec(line);
  if (heading) {
    reading.at += 1;
    return { type: 'paragraph', parts: [{ type: 'bold', parts: inlineOf(heading[1]!) }] };
  }
  if (reading.depth < NESTING_MAX) {
    if (QUOTE.test(line)) return quote(reading);
    const item = ITEM.exec(line);
    if (item) return list(reading, item[2] === undefined ? null : Number(item[2]));
  }
  return paragraph(reading);
}

function fenced(reading: Reading): MailBlock {
  const inside: string[] = [];
  reading.at += 1;
  for (; reading.at < reading.lines.length; reading.at += 1) {
    if (FENCE.test(reading.lines[reading.at]!)) break;
    inside.push(reading.lines[reading.at]!);
  }
  reading.at += 1;
  return { type: 'pre', text: inside.join('\n') };
}

function indented(reading: Reading): MailBlock {
  const inside: string[] = [];
  for (; INDENTED.test(reading.lines[reading.at] ?? ''); reading.at += 1)
    inside.push(reading.lines[reading.at]!.slice(4));
  return { type: 'pre', text: inside.join('\n') };
}

function quote(reading: Reading): MailBlock {
  const inside: string[] = [];
  for (; reading.at < reading.lines.length; reading.at += 1) {
    const line = reading.lines[reading.at]!;
    const quoted = QUOTE.exec(line);
    if (!quoted && !goesOn(inside.at(-1), line)) break;
    inside.push(quoted?.[1] ?? line);
  }
  return { type: 'quote', blocks: blocksOf(inside, reading.depth + 1) };
}

/** What is indented as far as the words of an item belongs to it; an empty line between is none of it. */
function list(reading: Reading, start: number | null): MailBlock {
  const { lines, depth } = reading;
  const items: MailBlock[][] = [];
  while (reading.at < lines.length) {
    const found = ITEM.exec(lines[reading.at]!);
    if (!found || (found[2] === undefined) !== (start === null)) break;
    const indent = found[1]!.length + found[3]!.length;
    const inside = [found[4]!];
    for (reading.at += 1; reading.at < lines.length; reading.at += 1) {
      const line = lines[reading.at]!;
      if (!BLANK.test(line) && indentOf(line) < Math.min(indent, 2) && !goesOn(inside.at(-1), line)) break;
      if (BLANK.test(line) && !isItsOwn(lines[reading.at + 1], indent)) break;
      inside.push(line.slice(Math.min(indent, indentOf(line))));
    }
    items.push(blocksOf(inside, depth + 1));
    if (BLANK.test(lines[reading.at] ?? 'end') && ITEM.test(lines[reading.at + 1] ?? '')) reading.at += 1;
  }
  return { type: 'list', start, items };
}

/** A line without a mark of its own belongs to the words above it, as mail programs see it that read Markdown. */
const goesOn = (before: string | undefined, line: string) =>
  before !== undefined && !BLANK.test(before) && !FENCE.test(before) && !ITEM.test(line) && !ends(line, 0);

const indentOf = (line: string) => line.length - line.trimStart().length;
const isItsOwn = (line: string | undefined, indent: number) =>
  line !== undefined && !BLANK.test(line) && indentOf(line) >= Math.min(indent, 2);

function paragraph(reading: Reading): MailBlock {
  const { lines, depth } = reading;
  const from = reading.at;
  do reading.at += 1;
  while (reading.at < lines.length && !ends(lines[reading.at]!, depth));
  return { type: 'paragraph', parts: inlineOf(lines.slice(from, reading.at).join('\n')) };
}

const ends = (line: string, depth: number) =>
  BLANK.test(line) ||
  FENCE.test(line) ||
  HEADING.test(line) ||
  (RULE.test(line) && !/^ {0,3}-+ *$/.test(line)) ||
  (depth < NESTING_MAX && (QUOTE.test(line) || beginsList(line)));

/** A number in the middle of a paragraph begins a list only if it is the first. */
function beginsList(line: string): boolean {
  const item = ITEM.exec(line);
  return item !== null && (item[2] === undefined || Number(item[2]) === 1);
}

type Unit = '**' | '__' | '*' | '_' | '~~';
const KINDS = { '**': 'bold', __: 'bold', '*': 'italic', _: 'italic', '~~': 'strike' } as const;
type Token = Inline | { type: 'mark'; unit: Unit; opens: boolean; closes: boolean };

const LINK = /\[([^[\]\n]{1,500})\]\(((?:https?:\/\/|mailto:)[^\s()<>]{1,2000})\)/y;
const ADDRESS = /https?:\/\/[^\s<>"'`]+/y;
/** What ends a sentence, or a mark, is seldom part of the address before it. */
const TRAILING = /[.,;:!?)\]}…*_~]+$/;
const RUN = /\*{1,3}|_{1,3}|~~/y;
const ESCAPED = /\\([\\`*_~[\]()>#+\-.!])/y;

export function inlineOf(text: string): Inline[] {
  return paired(tokensOf(text));
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let plain = '';
  const add = (...found: Token[]) => {
    if (plain) tokens.push({ type: 'text', text: plain });
    plain = '';
    tokens.push(...found);
  };
  for (let at = 0; at < text.length;) {
    const escaped = sticky(ESCAPED, text, at);
    const found = escaped ? null : atomAt(text, at);
    if (found) add(...found.tokens);
    else plain += escaped ? escaped[1] : text[at];
    at += found?.length ?? escaped?.[0].length ?? 1;
  }
  add();
  return tokens;
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

interface Atom {
  tokens: Token[];
  length: number;
}

function atomAt(text: string, at: number): Atom | null {
  switch (text[at]) {
    case '`':
      return codeAt(text, at);
    case '[': {
      const link = sticky(LINK, text, at);
      return link && one({ type: 'link', text: link[1]!, href: link[2]! }, link[0].length);
    }
    case 'h': {
      const href = sticky(ADDRESS, text, at)?.[0].replace(TRAILING, '');
      return href ? one({ type: 'link', text: href, href }, href.length) : null;
    }
    default:
      return marksAt(text, at);
  }
}

const one = (token: Token, length: number): Atom => ({ tokens: [token], length });

function codeAt(text: string, at: number): Atom | null {
  const fence = /`+/y;
  const run = sticky(fence, text, at)![0];
  const end = text.indexOf(run, at + run.length);
  const line = text.indexOf('\n', at);
  if (end < 0 || (line >= 0 && line < end))
    return { tokens: [{ type: 'text', text: run }], length: run.length };
  const code = text.slice(at + run.length, end).trim();
  return code ? one({ type: 'code', text: code }, end + run.length - at) : null;
}

const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);
const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

function marksAt(text: string, at: number): Atom | null {
  const run = sticky(RUN, text, at)?.[0];
  if (!run) return null;
  const before = text[at - 1];
  const after = text[at + run.length];
  // Marks inside of a word stay as they are: `2*3*4`, `snake_case`.
  const opens = !isSpace(after) && !isWord(before);
  const closes = !isSpace(before) && !isWord(after);
  const units = unitsOf(run);
  const ordered = opens && !closes ? units : units.toReversed();
  return { tokens: ordered.map((unit) => ({ type: 'mark', unit, opens, closes })), length: run.length };
}

function unitsOf(run: string): Unit[] {
  return (run.length === 3 ? [run.slice(0, 2), run.slice(2)] : [run]) as Unit[];
}

interface Open {
  unit: Unit;
  /** What stands in it so far. */
  parts: Inline[];
}

/** Each mark that closes takes the last of its kind that opened; what is left over is text. */
function paired(tokens: Token[]): Inline[] {
  const stack: Open[] = [];
  const open = new Map<Unit, number>();
  const root: Inline[] = [];
  const top = () => stack.at(-1)?.parts ?? root;
  const lose = () => {
    const { unit, parts } = stack.pop()!;
    open.set(unit, open.get(unit)! - 1);
    top().push({ type: 'text', text: unit }, ...parts);
  };
  for (const token of tokens) {
    if (token.type !== 'mark') {
      top().push(token);
      continue;
    }
    const { unit, opens, closes } = token;
    if (closes && (open.get(unit) ?? 0) > 0) {
      while (stack.at(-1)!.unit !== unit) lose();
      const { parts } = stack.pop()!;
      open.set(unit, open.get(unit)! - 1);
      top().push({ type: KINDS[unit], parts });
    } else if (opens && stack.length < NESTING_MAX) {
      open.set(unit, (open.get(unit) ?? 0) + 1);
      stack.push({ unit, parts: [] });
    } else top().push({ type: 'text', text: unit });
  }
  while (stack.length > 0) lose();
  return root;
}
