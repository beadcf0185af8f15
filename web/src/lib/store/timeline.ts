import type { Entry } from '../../api/types';

/** Entries of the same author, this near to one another, are drawn as one group. */
const GROUP_GAP_MS = 5 * 60_000;

/** Old to new: an earlier conversation of the chain has the smaller number. */
export const inOrder = (one: Entry, other: Entry) =>
  one.conversation_id - other.conversation_id || one.seq - other.seq;

/** The entries with the incoming ones put in, each once, the incoming form winning. */
export function merge(entries: readonly Entry[], incoming: readonly Entry[]): Entry[] {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of incoming) known.set(entry.id, entry);
  return [...known.values()].sort(inOrder);
}

/** What the thread draws, from top to bottom. */
export type Piece =
  | { type: 'conversation'; key: string; conversationId: number }
  | { type: 'day'; key: string; at: string }
  | { type: 'new'; key: string }
  | { type: 'entry'; key: string; entry: Entry; first: boolean; last: boolean };

/** Lays entries out: dividers between conversations and days, groups of one author, the line above what is new. */
export function layOut(
  all: readonly Entry[],
  firstUnread: number | null,
  dayOf: (at: string) => string,
): Piece[] {
  const entries = all.filter((entry, index) => !isToldByDivider(entry, all[index - 1], all[index + 1]));
  const pieces: Piece[] = [];
  let previous: Entry | undefined;
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    if (before && before.conversation_id !== entry.conversation_id) {
      pieces.push({
        type: 'conversation',
        key: `c${entry.conversation_id}`,
        conversationId: before.conversation_id,
      });
      previous = undefined;
    }
    if (!before || dayOf(before.at) !== dayOf(entry.at)) {
      pieces.push({ type: 'day', key: `d${entry.id}`, at: entry.at });
      previous = undefined;
    }
    const isNew = entry.id === firstUnread;
    if (isNew) pieces.push({ type: 'new', key: 'new' });
    const next = entries[index + 1];
    const last =
      !next || !sameGroup(entry, next) || next.id === firstUnread || dayOf(next.at) !== dayOf(entry.at);
    const first = isNew || !previous || !sameGroup(previous, entry);
    pieces.push({ type: 'entry', key: `e${entry.id}`, entry, first, last });
    previous = entry;
  });
  return pieces;
}

const ENDS = ['resolved', 'abandoned'];

/** The divider says how one conversation ended and that another began; saying it twice is noise. */
function isToldByDivider(entry: Entry, before: Entry | undefined, after: Entry | undefined): boolean {
  const type = entry.activity?.type;
  if (!type) return false;
  const endsHere = after !== undefined && after.conversation_id !== entry.conversation_id;
  const beginsHere = before !== undefined && before.conversation_id !== entry.conversation_id;
  return (endsHere && ENDS.includes(type)) || (beginsHere && type === 'created');
}

/** The pieces of one day together, so that its pill stays in sight just as long. */
export function byDay(pieces: Piece[]): { key: string; pieces: Piece[] }[] {
  const days: { key: string; pieces: Piece[] }[] = [];
  for (const piece of pieces) {
    if (piece.type === 'day' || days.length === 0) days.push({ key: piece.key, pieces: [] });
    days.at(-1)!.pieces.push(piece);
  }
  return days;
}

function sameGroup(one: Entry, other: Entry): boolean {
  return (
    one.kind === 'message' &&
    other.kind === 'message' &&
    one.conversation_id === other.conversation_id &&
    one.direction === other.direction &&
    one.author.kind === other.author.kind &&
    one.author.id === other.author.id &&
    Date.parse(other.at) - Date.parse(one.at) < GROUP_GAP_MS
  );
}

/** The first of the newest `unread` messages of the customer: above it goes the line "New messages". */
export function firstUnreadEntry(
  entries: readonly Entry[],
  conversationId: number,
  unread: number,
): number | null {
  if (unread <= 0) return null;
  const inbound = entries.filter(
    (entry) => entry.conversation_id === conversationId && entry.direction === 'inbound',
  );
  return inbound.at(-Math.min(unread, inbound.length))?.id ?? null;
}
