const VARIABLE = /\{\{\s*([\w.]+)\s*(?:\|([^{}]*))?\}\}/g;

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
