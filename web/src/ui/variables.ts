/** A pre-written text, as it will be read. */
import { fill, VARIABLE, type Values } from '../lib/canned';

export interface Segment {
  text: string;
  kind: 'text' | 'value' | 'missing';
}

/** The text in pieces: what stands there, what was filled in, and what has neither a value nor a fallback. */
export function segments(text: string, values: Values): Segment[] {
  const found: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), kind: 'text' });
    const filled = fill(match[0], values);
    found.push({ text: filled, kind: filled === match[0] ? 'missing' : 'value' });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), kind: 'text' });
  return found;
}
