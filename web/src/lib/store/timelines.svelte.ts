import { Problem } from '../../api/client';
import type { Entry, TimelinePage } from '../../api/types';
import { readTimeline } from '../../api/requests';
import { live } from '../live/live.svelte';
import { conversations } from './conversations.svelte';
import { applyAnswer, forgetConversation } from './lists.svelte';
import { asTheyCame, merge } from './timeline';

/** So many timelines are kept, and so many entries in all: the ones looked at last. */
export const TIMELINES_KEPT_MAX = 50;
export const ENTRIES_KEPT_MAX = 5_000;
const PAGE_SIZE = 50;
/** A hit of the search is looked for in this many earlier pages. */
const SEEK_PAGES_MAX = 40;

/** The entries of one conversation and of those before it, as far up as they have been read. */
export class Timeline {
  readonly id: number;
  entries: Entry[] = $state.raw([]);
  loaded = $state(false);
  /** Everything in it is as the server has it, as long as the live line tells. */
  isFresh = $state(false);
  failed = $state(false);
  /** Why it could not be read. */
  problem: Problem | null = $state.raw(null);
  /** What stands further up could not be read. */
  olderFailed = $state(false);
  #cursor: string | null = $state(null);
  #chain = new Set<number>();
  #reading: Promise<void> | null = null;
  /** Stops what is read ahead; null once somebody waits for it. */
  #ahead: AbortController | null = null;
  #doubts = 0;
  #isRechained = false;
  #readingOlder: Promise<boolean> | null = null;
  /** How many pages are being asked for. */
  #asking = 0;
  /** What came since: it is newer than they are. */
  #meanwhile: Entry[] = [];

  constructor(id: number) {
    this.id = id;
    this.#chain.add(id);
  }

  /** The last that came, wherever it is read. */
  get newest(): Entry | undefined {
    return outermost(this.entries, 1);
  }

  /** It is not there, or not for this agent. */
  get isGone(): boolean {
    return this.problem?.status === 404 || this.problem?.status === 403;
  }

  get hasOlder(): boolean {
    return this.#cursor !== null;
  }

  /** Asks nothing if nothing can have been missed: the live line has told of all that came. */
  ensure(): Promise<void> {
    return this.isFresh && live.stands ? Promise.resolve() : this.load();
  }

  /** Reads the newest page; at a second reading what came meanwhile is joined to it. */
  load(): Promise<void> {
    this.#ahead = null;
    return this.#reading ?? this.#begin();
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  /** Reads it before anybody has asked for it. */
  readAhead(): Promise<void> {
    if (this.loaded || this.#reading) return Promise.resolve();
    this.#ahead = new AbortController();
    return this.#begin(this.#ahead.signal);
  }

  /** Stops reading ahead, unless it has been asked for meanwhile. */
  abandon() {
    if (!this.#ahead) return;
    this.#ahead.abort();
    this.#ahead = this.#reading = null;
  }

  /** Something may have been missed, or told under names that hold no more. */
  doubt() {
    this.#doubts += 1;
    this.isFresh = false;
  }

  #begin(signal?: AbortSignal): Promise<void> {
    this.failed = false;
    this.problem = null;
    const reading = this.#load(signal).finally(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    this.#reading = reading;
    return reading;
  }

  async #load(signal?: AbortSignal) {
    try {
      const [page, since] = await this.#askUndoubted(signal);
      const oldest = page.items[0];
      const newest = this.newest;
      // Pages that do not meet would hide a hole between them.
      const meets = !this.#isRechained && oldest && newest && asTheyCame(oldest, newest) <= 0;
      if (!meets) {
        this.#cursor = page.next_cursor;
        this.#chain = new Set([this.id]);
      }
      this.#isRechained = false;
      this.#take(page, meets ? this.entries : [], since);
      this.loaded = this.isFresh = true;
      this.failed = this.olderFailed = false;
    } catch (error) {
      if (signal?.aborted) return;
      this.failed = true;
      this.problem = error instanceof Problem ? error : null;
      if (this.isGone) leave(this);
    }
  }

  /** What is doubted while it is on its way is asked for again. */
  async #askUndoubted(signal?: AbortSignal): Promise<[TimelinePage, number]> {
    for (;;) {
      const doubts = this.#doubts;
      const since = conversations.moment;
      const page = await this.#ask(undefined, signal);
      if (doubts === this.#doubts) return [page, since];
      this.#forgetMeanwhile();
    }
  }

  /** Reads the next page upwards; says whether it did. */
  older(): Promise<boolean> {
    this.#readingOlder ??= this.#older().finally(() => (this.#readingOlder = null));
    return this.#readingOlder;
  }

  async #older(): Promise<boolean> {
    const cursor = this.#cursor;
    if (cursor === null) return false;
    this.olderFailed = false;
    const since = conversations.moment;
    try {
      const page = await this.#ask(cursor);
      // The newest page has been read anew meanwhile, and this one does not meet it.
      if (cursor !== this.#cursor) return true;
      this.#cursor = page.next_cursor;
      this.#take(page, this.entries, since);
      return true;
    } catch {
      this.olderFailed = true;
      return false;
    }
  }

  /** Reads upwards until the entry is there; says whether it is. */
  async seek(entryId: number): Promise<boolean> {
    if (!this.loaded) await this.load();
    for (let page = 0; page < SEEK_PAGES_MAX && !this.#has(entryId) && this.hasOlder; page += 1)
      if (!(await this.older())) break;
    return this.#has(entryId);
  }

  find(entryId: number): Entry | undefined {
    return this.entries.find((entry) => entry.id === entryId);
  }

  apply(entry: Entry) {
    if (!this.#chain.has(entry.conversation_id)) return;
    if (this.#asking > 0) this.#meanwhile.push(entry);
    if (this.loaded) this.#join(entry);
  }

  /** Takes the answer to something that makes an entry: if the entry has come already, that is newer. */
  applyMade(entry: Entry) {
    const isHere = this.#has(entry.id) || this.#meanwhile.some(({ id }) => id === entry.id);
    if (!isHere) this.apply(entry);
  }

  /** An earlier conversation may be seen no more: there it ends. */
  endAfter(conversation: number) {
    if (!this.#chain.has(conversation)) return;
    this.doubt();
    this.#chain = new Set([...this.#chain].filter((id) => id > conversation));
    this.#cursor = null;
    this.entries = this.entries.filter((entry) => entry.conversation_id > conversation);
  }

  /** Another conversation comes before one of these than before. */
  rechain(conversation: number) {
    if (!this.#chain.has(conversation)) return;
    this.#isRechained = true;
    this.doubt();
  }

  #join(entry: Entry) {
    // Pages are of what came together: one of an older page comes with it, wherever it is read.
    const oldest = outermost(this.entries, -1);
    const isAbove = oldest !== undefined && asTheyCame(entry, oldest) < 0;
    if (isAbove && this.hasOlder) return;
    this.entries = merge(this.entries, [entry]);
  }

  async #ask(cursor?: string, signal?: AbortSignal) {
    this.#asking += 1;
    try {
      const page = await readTimeline(this.id, cursor, PAGE_SIZE, signal);
      this.#asking -= 1;
      return page;
    } catch (error) {
      this.#asking -= 1;
      this.#forgetMeanwhile();
      throw error;
    }
  }

  #take(page: TimelinePage, known: Entry[], since: number) {
    for (const conversation of page.conversations) {
      this.#chain.add(conversation.id);
      applyAnswer(conversation, since);
    }
    this.entries = merge(known, page.items);
    for (const entry of this.#meanwhile) this.#join(entry);
    this.#forgetMeanwhile();
  }

  /** It is newer than the pages under way alone: the next one is newer than it. */
  #forgetMeanwhile() {
    if (this.#asking === 0) this.#meanwhile = [];
  }

  #has(entryId: number): boolean {
    return this.find(entryId) !== undefined;
  }
}

/** The entry that came last (1) or first (-1). */
function outermost(entries: readonly Entry[], way: 1 | -1): Entry | undefined {
  let found = entries[0];
  for (const entry of entries) if (asTheyCame(entry, found!) * way > 0) found = entry;
  return found;
}

const kept = new Map<number, Timeline>();
/** Those that somebody has looked at: the others give way first. */
const lookedAt = new WeakSet<Timeline>();
/** It is on the screen, or was last. */
let lastLookedAt: Timeline | null = null;

/** The timeline of a conversation that is looked at; the ones looked at last are kept and stay live. */
export function timelineOf(id: number): Timeline {
  const timeline = keep(id);
  lookedAt.add(timeline);
  lastLookedAt = timeline;
  return timeline;
}

/** One that may be looked at soon. */
export const timelineAhead = (id: number): Timeline => kept.get(id) ?? keep(id);

function keep(id: number): Timeline {
  const timeline = kept.get(id) ?? new Timeline(id);
  kept.delete(id);
  kept.set(id, timeline);
  while (isTooMuch()) {
    const others = [...kept.values()].filter((one) => one !== timeline && one !== lastLookedAt);
    const least = others.find((one) => !lookedAt.has(one)) ?? others[0];
    if (!least) break;
    least.abandon();
    kept.delete(least.id);
  }
  return timeline;
}

function isTooMuch(): boolean {
  if (kept.size > TIMELINES_KEPT_MAX) return true;
  let entries = 0;
  for (const timeline of kept.values()) entries += timeline.entries.length;
  return entries > ENTRIES_KEPT_MAX;
}

/** What cannot be read is kept nowhere. One that was only to be read ahead says nothing of it. */
function leave(timeline: Timeline) {
  if (kept.get(timeline.id) === timeline) kept.delete(timeline.id);
  if (lookedAt.has(timeline)) forgetConversation(timeline.id);
}

export function applyEntry(entry: Entry) {
  for (const timeline of kept.values()) timeline.apply(entry);
}

/** The answer to what was sent: the line may have told of it, and of more, before. */
export function applyMade(entry: Entry) {
  for (const timeline of kept.values()) timeline.applyMade(entry);
}

/**
 * Before something is asked of the server about an entry: what gives the answer to every timeline that shows it.
 * Where it has changed by then, the line has told of the answer too, or of what is newer.
 */
export function answering(id: number): (answer: (known: Entry) => Entry) => void {
  const shown = [...kept.values()].map((timeline) => ({ timeline, before: timeline.find(id) }));
  return (answer) => {
    for (const { timeline, before } of shown)
      if (before && timeline.find(id) === before) timeline.apply(answer(before));
  };
}

export const forgetTimelines = () => kept.clear();

/** A conversation may be seen no more, in its own timeline and in those that run on into it. */
export function forgetTimeline(id: number) {
  kept.get(id)?.abandon();
  kept.delete(id);
  for (const timeline of kept.values()) timeline.endAfter(id);
}

/** What stands in them by name is called otherwise now: each is read again when it is opened. */
export function doubtTimelines() {
  for (const timeline of kept.values()) timeline.doubt();
}

/** A conversation follows another one than before; what is on the screen shows it at once. */
export function rechainTimelines(id: number, shown: number | null) {
  for (const timeline of kept.values()) timeline.rechain(id);
  if (shown !== null) void kept.get(shown)?.ensure();
}

/** After a gap that cannot be replayed: only the one on the screen is read again, the others when they are opened. */
export async function refreshTimelines(shown: number | null) {
  for (const [id, timeline] of [...kept]) {
    if (id === shown) continue;
    timeline.abandon();
    kept.delete(id);
  }
  const timeline = shown === null ? undefined : kept.get(shown);
  timeline?.doubt();
  await timeline?.load();
  if (timeline?.failed && timeline.problem?.isTemporary) throw timeline.problem;
}
