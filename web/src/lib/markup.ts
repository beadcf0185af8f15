/** WhatsApp's marks in a text, as a tree that is drawn with elements: nothing of it ever becomes HTML. */
import { linkify } from './linkify';

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'link'; text: string; href: string }
  | { type: 'code'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; parts: Inline[] };
export type Block =
  | { type: 'lines'; parts: Inline[] }
  | { type: 'quote'; parts: Inline[] }
  | { type: 'pre'; text: string }
  | { type: 'bullets'; items: Inline[][] }
  | { type: 'numbers'; items: { value: number; parts: Inline[] }[] };

/** A longer text is shown as it was written: reading its marks would hold up the thread. */
export const MARKED_MAX = 20_000;

const FENCE = /```([\s\S]+?)```/g;
const QUOTE = /^> ?(?=\S)(.*)$/;
const BULLET = /^[*-] +(?=\S)(.*)$/;
const NUMBER = /^(\d{1,3})\. +(?=\S)(.*)$/;
const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof MARKS;

export function markup(text: string): Block[] {
  if (text.length > MARKED_MAX) return [{ type: 'lines', parts: [{ type: 'text', text }] }];
  const blocks: Block[] = [];
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    const end = match.index + match[0].length;
    // Between other words of one line it is a word itself.
    if (!match[1]!.includes('\n') && !standsAlone(text, match.index, end)) continue;
    blocks.push(...blocksOf(text.slice(from, match.index).replace(/\n$/, '')));
    blocks.push({ type: 'pre', text: match[1]!.replace(/^\n|\n$/g, '') });
    from = end + (text[end] === '\n' ? 1 : 0);
  }
  blocks.push(...blocksOf(text.slice(from)));
  return blocks;
}

const standsAlone = (text: string, start: number, end: number) =>
  (start === 0 || text[start - 1] === '\n') && (end === text.length || text[end] === '\n');

function blocksOf(text: string): Block[] {
  if (text === '') return [];
  const blocks: Block[] = [];
  for (const line of text.split('\n')) addLine(blocks, line);
  return blocks;
}

function addLine(blocks: Block[], line: string) {
  const last = blocks.at(-1);
  const quoted = QUOTE.exec(line);
  if (quoted) return addText(blocks, 'quote', quoted[1]!);
  const bullet = BULLET.exec(line);
  if (bullet) {
    const parts = inline(bullet[1]!);
    if (last?.type === 'bullets') last.items.push(parts);
    else blocks.push({ type: 'bullets', items: [parts] });
    return;
  }
  const numbered = NUMBER.exec(line);
  if (numbered) {
    const item = { value: Number(numbered[1]), parts: inline(numbered[2]!) };
    if (last?.type === 'numbers') last.items.push(item);
    else blocks.push({ type: 'numbers', items: [item] });
    return;
  }
  addText(blocks, 'lines', line);
}

function addText(blocks: Block[], type: 'lines' | 'quote', line: string) {
  const last = blocks.at(-1);
  if (last?.type === type) last.parts.push({ type: 'text', text: '\n' }, ...inline(line));
  else blocks.push({ type, parts: inline(line) });
}

/** One line: a mark holds on to its words, so that `2 * 3 * 4` and `snake_case` stay what they are. */
export function inline(line: string): Inline[] {
  return linkify(line).flatMap((part, index, all): Inline[] => {
    if (!part.href) return marked(part.text, '');
    // A mark that closes right after an address is no part of it.
    const before = all[index - 1]?.text.at(-1) ?? '';
    const href = before in MARKS && part.href.endsWith(before) ? part.href.slice(0, -1) : part.href;
    const rest = part.href.slice(href.length);
    return [{ type: 'link', text: href, href }, ...(rest ? [{ type: 'text' as const, text: rest }] : [])];
  });
}

const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);

/** `open` holds the marks that this text stands in: none opens within itself. */
function marked(text: string, open: string): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  // Where one opening has found no close, none after it does: looking again and again would take a long text's square.
  const hopeless = new Set<string>();
  const flush = () => {
    if (plain) parts.push({ type: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const found = codeAt(text, at) ?? markAt(text, at, open, hopeless);
    if (!found) {
      plain += text[at];
      continue;
    }
    flush();
    parts.push(found.part);
    at = found.end - 1;
  }
  flush();
  return parts;
}

interface Found {
  part: Inline;
  end: number;
}

function codeAt(text: string, at: number): Found | null {
  if (text[at] !== '`') return null;
  const fence = text.startsWith('```', at) ? '```' : '`';
  const close = text.indexOf(fence, at + fence.length);
  if (close <= at + fence.length - 1) return null;
  const code = text.slice(at + fence.length, close);
  return code.trim() ? { part: { type: 'code', text: code }, end: close + fence.length } : null;
}

function markAt(text: string, at: number, open: string, hopeless: Set<string>): Found | null {
  const mark = text[at]!;
  if (!(mark in MARKS) || open.includes(mark) || hopeless.has(mark)) return null;
  if (isWord(text[at - 1]) || isSpace(text[at + 1]) || text[at + 1] === mark) return null;
  for (let close = text.indexOf(mark, at + 2); close > 0; close = text.indexOf(mark, close + 1)) {
    if (isSpace(text[close - 1]) || isWord(text[close + 1]) || text[close + 1] === mark) continue;
    const parts = marked(text.slice(at + 1, close), open + mark);
    return { part: { type: MARKS[mark as Mark], parts }, end: close + 1 };
  }
  hopeless.add(mark);
  return null;
}
