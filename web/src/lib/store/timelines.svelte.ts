import type { Entry } from '../../api/types';
import { readTimeline } from '../../api/requests';
import { applyConversation } from './lists.svelte';
import { asTheyCame, merge } from './timeline';

const KEPT_MAX = 20;
const PAGE_SIZE = 50;
/** A hit of the search is looked for in this many earlier pages. */
const SEEK_PAGES_MAX = 40;

/** The entries of one conversation and of those before it, as far up as they have been read. */
export class Timeline {
  readonly id: number;
  entries: Entry[] = $state.raw([]);
  loaded = $state(false);
  failed = $state(false);
  /** What stands further up could not be read. */
  olderFailed = $state(false);
  #cursor: string | null = $state(null);
  #chain = new Set<number>();
  #reading: Promise<void> | null = null;
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

  get hasOlder(): boolean {
    return this.#cursor !== null;
  }

  /** Reads the newest page; at a second reading what came meanwhile is joined to it. */
  load(): Promise<void> {
    this.#reading ??= this.#load().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #load() {
    try {
      const page = await this.#ask();
      const oldest = page.items[0];
      const newest = this.newest;
      // Pages that do not meet would hide a hole between them.
      const meets = oldest && newest && asTheyCame(oldest, newest) <= 0;
      if (!meets) this.#cursor = page.next_cursor;
      this.#take(page, meets ? this.entries : []);
      this.loaded = true;
      this.failed = this.olderFailed = false;
    } catch {
      this.failed = true;
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
    try {
      const page = await this.#ask(cursor);
      // The newest page has been read anew meanwhile, and this one does not meet it.
      if (cursor !== this.#cursor) return true;
      this.#cursor = page.next_cursor;
      this.#take(page, this.entries);
      return true;
    } catch {
      this.olderFailed = true;
      return false;
    }
  }

  /** Reads upwards until the entry is there; says whether it is. */
  async seek(entryId: number): Promise<boolean> {
    await this.load();
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

  #join(entry: Entry) {
    // Pages are of what came together: one of an older page comes with it, wherever it is read.
    const oldest = outermost(this.entries, -1);
    const isAbove = oldest !== undefined && asTheyCame(entry, oldest) < 0;
    if (isAbove && this.hasOlder) return;
    this.entries = merge(this.entries, [entry]);
  }

  async #ask(cursor?: string) {
    this.#asking += 1;
    try {
      const page = await readTimeline(this.id, cursor, PAGE_SIZE);
      this.#asking -= 1;
      return page;
    } catch (error) {
      this.#asking -= 1;
      this.#forgetMeanwhile();
      throw error;
    }
  }

  #take(page: Awaited<ReturnType<typeof readTimeline>>, known: Entry[]) {
    for (const conversation of page.conversations) {
      this.#chain.add(conversation.id);
      applyConversation(conversation);
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

/** The timeline of a conversation; the ones looked at last are kept and stay live. */
export function timelineOf(id: number): Timeline {
  const timeline = kept.get(id) ?? new Timeline(id);
  kept.delete(id);
  kept.set(id, timeline);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  return timeline;
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

/** After a gap that cannot be replayed: only the one on the screen is read again, the others when they are opened. */
export async function refreshTimelines(shown: number | null) {
  for (const id of [...kept.keys()]) if (id !== shown) kept.delete(id);
  if (shown !== null) await kept.get(shown)?.load();
}
