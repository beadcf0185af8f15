import type { Agent, Conversation } from '../api/types';

type Named = Pick<Agent, 'id' | 'name'>;

/** An `@` at the start of a word, then letters, and at most one space for a second name. */
const BEGUN = /(?:^|\s)@([\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]*)?)$/u;

/** The mention that is being typed before the cursor. */
export function mentionAt(text: string, cursor: number): { start: number; typed: string } | null {
  const match = BEGUN.exec(text.slice(0, cursor));
  if (!match) return null;
  const typed = match[1]!;
  return { start: cursor - typed.length - 1, typed };
}

/** Those whose name, or a part of it, begins with what was typed. */
export function namesake<One extends Named>(agents: readonly One[], typed: string): One[] {
  const wanted = typed.toLowerCase();
  const begins = ({ name }: One) =>
    name.toLowerCase().startsWith(wanted) || name.toLowerCase().includes(` ${wanted}`);
  return agents.filter(begins).sort((one, other) => one.name.localeCompare(other.name));
}

export interface MentionPart {
  text: string;
  id: number | null;
}

/** The text in parts, each `@Name` of these people on its own; the longer name wins. */
export function mentionParts(text: string, people: readonly Named[]): MentionPart[] {
  const longest = [...people].sort((one, other) => other.name.length - one.name.length);
  const parts: MentionPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const found = longest.find(
      ({ name }) => text.startsWith(name, at + 1) && ends(text, at + 1 + name.length),
    );
    if (!found || at < from) continue;
    if (at > from) parts.push({ text: text.slice(from, at), id: null });
    from = at + 1 + found.name.length;
    parts.push({ text: text.slice(at, from), id: found.id });
  }
  if (from < text.length) parts.push({ text: text.slice(from), id: null });
  return parts;
}

/** A name goes on in letters, digits, accents, or after a hyphen: `@Annabel` and `@Ann-Marie` are not Ann. */
const GOES_ON = /^-?[\p{L}\p{N}\p{M}_]/u;
/** Scripts that put no space between a name and the word after it. */
const UNSPACED =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function ends(text: string, at: number): boolean {
  // Two code points are all that is looked at.
  const next = text.slice(at, at + 4);
  return !GOES_ON.test(next) || UNSPACED.test(next);
}

/** Whom a note mentions, each once. */
export function mentionedIn(text: string, people: readonly Named[]): number[] {
  const ids = mentionParts(text, people).flatMap(({ id }) => (id === null ? [] : [id]));
  return [...new Set(ids)];
}

/** Who may see a conversation, besides the one who asks. */
export function colleaguesOf(
  agents: readonly Agent[],
  { queue_id, agent_id }: Pick<Conversation, 'queue_id' | 'agent_id'>,
  me: number | undefined,
): Agent[] {
  return agents.filter(
    (agent) =>
      agent.id !== me &&
      !agent.is_deactivated &&
      (agent.role !== 'agent' || agent.id === agent_id || agent.queue_ids.includes(queue_id)),
  );
}
