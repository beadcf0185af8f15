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

/** The text with every variable that has a value or a fallback filled in; the others stay as they are. */
export function fill(text: string, values: Values): string {
  return text.replace(VARIABLE, (whole, name: string, fallback: string | undefined) => {
    const value = values[name];
    return value || fallback?.trim() || whole;
  });
}

export interface Gap {
  name: string;
  start: number;
  end: number;
}

/** The variables nobody has filled: a text with one of them is not for a customer's eyes. */
export function gaps(text: string): Gap[] {
  return Array.from(text.matchAll(VARIABLE), (match) => ({
    name: match[1]!,
    start: match.index,
    end: match.index + match[0].length,
  }));
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
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const gap of gaps(text)) {
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

/** Those whose words hold what was typed; a shortcut that begins with it comes first. */
export function matching<Message extends Searchable>(messages: Message[], typed: string): Message[] {
  const wanted = typed.trim().toLowerCase().replace(/^\//, '');
  const rank = (message: Message) => {
    if (bare(message.shortcut).startsWith(wanted)) return 0;
    const words = [message.title, message.text, message.category ?? '', message.shortcut]
      .join(' ')
      .toLowerCase();
    return words.includes(wanted) ? 1 : 2;
  };
  return messages
    .map((message) => ({ message, rank: rank(message) }))
    .filter((found) => found.rank < 2)
    .sort((one, other) => one.rank - other.rank)
    .map((found) => found.message);
}

export const bare = (shortcut: string) => shortcut.toLowerCase().replace(/^\//, '');
