import { folded } from './words';

/** What a pre-written text may name, beside the attributes of a contact. */
export const VARIABLES = [
  'first_name',
  'last_name',
  'name',
  'email',
  'phone',
  'agent_name',
  'queue',
  'conversation_number',
] as const;

export const VARIABLE = /\{\{\s*([\w.]+)\s*(?:\|([^{}]*))?\}\}/g;

export type Values = Record<string, string | null | undefined>;

export interface Gap {
  name: string;
  start: number;
  end: number;
}

export interface Filled {
  text: string;
  /** What has neither a value nor a fallback. */
  gaps: Gap[];
  /** What came with a value and only looks like a variable. */
  literals: string[];
}

/** The text with every variable that has a value or a fallback filled in; the others stay as they are. */
export function filledIn(text: string, values: Values): Filled {
  const filled: Filled = { text: '', gaps: [], literals: [] };
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, name = '', fallback] = match;
    filled.text += text.slice(from, match.index);
    from = match.index + whole.length;
    const value = values[name] || fallback?.trim();
    const start = filled.text.length;
    filled.text += value || whole;
    if (value) filled.literals.push(...gaps(value).map((gap) => value.slice(gap.start, gap.end)));
    else filled.gaps.push({ name, start, end: filled.text.length });
  }
  filled.text += text.slice(from);
  return filled;
}

export const fill = (text: string, values: Values): string => filledIn(text, values).text;

const NONE: ReadonlySet<string> = new Set();

/** The variables nobody has filled: a text with one is not for a customer's eyes, unless it is meant as written. */
export function gaps(text: string, asWritten: ReadonlySet<string> = NONE): Gap[] {
  return Array.from(text.matchAll(VARIABLE), (match) => ({
    name: match[1]!,
    start: match.index,
    end: match.index + match[0].length,
  })).filter(({ start, end }) => !asWritten.has(text.slice(start, end)));
}

/** Whether there is such a variable at all; a misspelt one never gets a value. */
export const isKnown = (name: string, attributes: readonly string[]): boolean =>
  name.startsWith('attr.')
    ? attributes.includes(name.slice('attr.'.length))
    : (VARIABLES as readonly string[]).includes(name);

export interface TextPart {
  text: string;
  /** Of a part that is still a variable: its name. */
  gap: string | null;
}

/** The text in parts, so that what is missing stands out. */
export function partsOf(text: string, missing: readonly Gap[]): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const gap of missing) {
    if (gap.start > from) parts.push({ text: text.slice(from, gap.start), gap: null });
    parts.push({ text: text.slice(gap.start, gap.end), gap: gap.name });
    from = gap.end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), gap: null });
  return parts;
}

interface Searchable {
  shortcut: string;
  title: string;
  text: string;
  category: string | null;
}

/** Those that have every word that was typed, wherever it stands; a shortcut that begins with it comes first. */
export function matching<Message extends Searchable>(messages: Message[], typed: string): Message[] {
  const wanted = folded(typed.trim()).replace(/^\//, '');
  const words = wanted.split(/\s+/).filter(Boolean);
  const hasAll = (text: string) => words.every((word) => text.includes(word));
  const rank = ({ shortcut, title, text, category }: Message) => {
    if (folded(bare(shortcut)).startsWith(wanted)) return 0;
    if (hasAll(folded(title))) return 1;
    return hasAll(folded([title, text, category ?? '', shortcut].join(' '))) ? 2 : 3;
  };
  return messages
    .map((message) => ({ message, rank: rank(message) }))
    .filter((found) => found.rank < 3)
    .sort((one, other) => one.rank - other.rank)
    .map((found) => found.message);
}

export const bare = (shortcut: string) => shortcut.toLowerCase().replace(/^\//, '');
