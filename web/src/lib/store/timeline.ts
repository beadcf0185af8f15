import type { Entry } from '../../api/types';
import { saidAt } from '../saidAt';

/** Entries of the same author, this near to one another, are drawn as one group. */
const GROUP_GAP_MS = 5 * 60_000;

/** As they came: an earlier conversation of the chain has the smaller number. */
export const asTheyCame = (one: Entry, other: Entry) =>
  one.conversation_id - other.conversation_id || one.seq - other.seq;

/** As they are read: what came late stands before the message whose place it has. */
const asRead = (one: Entry, other: Entry) =>
  one.conversation_id - other.conversation_id ||
  one.place - other.place ||
  sentMs(one) - sentMs(other) ||
  one.seq - other.seq;

const sentMs = (entry: Entry) => Date.parse(entry.sent_at ?? entry.at);

/** The entries with the incoming ones put in, each once, the incoming form winning, in the order in which they are read. */
export function merge(entries: readonly Entry[], incoming: readonly Entry[]): Entry[] {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of incoming) known.set(entry.id, entry);
  return [...known.values()].sort(asRead);
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
  const times = timesOf(entries);
  const pieces: Piece[] = [];
  let previous: number | undefined;
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
    const isOtherDay = (place: number) => dayOf(times[place]!) !== dayOf(times[index]!);
    if (!before || isOtherDay(index - 1)) {
      pieces.push({ type: 'day', key: `d${entry.id}`, at: times[index]! });
      previous = undefined;
    }
    const isNew = entry.id === firstUnread;
    if (isNew) pieces.push({ type: 'new', key: 'new' });
    const next = entries[index + 1];
    const isNear = (place: number) =>
      Math.abs(Date.parse(times[place]!) - Date.parse(times[index]!)) < GROUP_GAP_MS;
    const last =
      !next ||
      !sameAuthor(entry, next) ||
      !isNear(index + 1) ||
      next.id === firstUnread ||
      isOtherDay(index + 1);
    const first =
      isNew || previous === undefined || !sameAuthor(entries[previous]!, entry) || !isNear(previous);
    pieces.push({ type: 'entry', key: `e${entry.id}`, entry, first, last });
    previous = index;
  });
  return pieces;
}

/** When each was said, never before what stands above it: what comes late after an answer begins no day of the past. */
function timesOf(entries: readonly Entry[]): string[] {
  let latest: string | undefined;
  return entries.map((entry) => {
    const time = saidAt(entry);
    if (latest === undefined || Date.parse(time) > Date.parse(latest)) latest = time;
    return latest;
  });
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

function sameAuthor(one: Entry, other: Entry): boolean {
  return (
    one.kind === 'message' &&
    other.kind === 'message' &&
    one.conversation_id === other.conversation_id &&
    one.direction === other.direction &&
    one.author.kind === other.author.kind &&
    one.author.id === other.author.id
  );
}

/** Of the `unread` messages of the customer that came last the one that is read first: above it goes the line "New messages". */
export function firstUnreadEntry(
  entries: readonly Entry[],
  conversationId: number,
  unread: number,
): number | null {
  if (unread <= 0) return null;
  const inbound = entries.filter(
    (entry) => entry.conversation_id === conversationId && entry.direction === 'inbound',
  );
  const seqs = inbound.map((entry) => entry.seq).sort((one, other) => other - one);
  const oldest = seqs[Math.min(unread, seqs.length) - 1] ?? Infinity;
  return inbound.find((entry) => entry.seq >= oldest)?.id ?? null;
}
