import type { Conversation } from '../../api/types';
import { listConversations } from '../../api/requests';
import { session } from '../session.svelte';
import { conversations } from './conversations.svelte';
import { OrderedIds } from './ordered';
import { sortKey, views, VIEWS, type ViewName } from './views';

const PAGE_SIZE = 50;
/** How long rows may stand still under the pointer while others want their places. */
const HOLD_MAX_MS = 3_000;

/** One list of conversations: pages from the server, kept right by live events. */
export class ConversationList {
  readonly view: ViewName;
  #ids = new OrderedIds();
  /** Stands for the whole order: whoever draws rows reads it. */
  version = $state(0);
  loading = $state(false);
  loaded = $state(false);
  failed = $state(false);
  /** Changes that wait until the pointer has left. */
  fresh = $state(0);
  #cursor: string | null = $state(null);
  #total: number | null = $state(null);
  #generation = 0;
  #held: Map<number, () => void> | null = null;
  #holdTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(view: ViewName) {
    this.view = view;
  }

  get length(): number {
    void this.version;
    return this.#ids.length;
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** How many there are on the server; null if nobody has counted. */
  get total(): number | null {
    void this.version;
    return this.#cursor === null && this.loaded ? this.#ids.length : this.#total;
  }

  slice(start: number, end: number): number[] {
    void this.version;
    return this.#ids.slice(start, end);
  }

  indexOf(id: number): number {
    void this.version;
    return this.#ids.indexOf(id);
  }

  at(index: number): number | undefined {
    void this.version;
    return this.#ids.at(index);
  }

  async ensure() {
    if (!this.loaded && !this.loading) await this.reload();
  }

  /** Reads the list anew from its beginning. */
  async reload() {
    this.#generation += 1;
    this.#held?.clear();
    await this.#read(undefined, () => this.#ids.clear());
  }

  async more() {
    if (this.#cursor === null || this.loading) return;
    await this.#read(this.#cursor, () => {});
  }

  async #read(cursor: string | undefined, prepare: () => void) {
    const generation = this.#generation;
    this.loading = true;
    try {
      const page = await listConversations({ ...views[this.view].query, limit: PAGE_SIZE, cursor });
      if (generation !== this.#generation) return;
      prepare();
      for (const conversation of page.items) {
        conversations.put(conversation);
        this.#ids.put(conversation.id, sortKey(this.view, conversation));
      }
      this.#cursor = page.next_cursor;
      this.#total = page.total;
      this.loaded = true;
      this.failed = false;
      this.version += 1;
    } catch {
      if (generation === this.#generation) this.failed = true;
    } finally {
      if (generation === this.#generation) this.loading = false;
    }
  }

  /** Lets a changed conversation come, go or move. */
  apply(before: Conversation | undefined, now: Conversation) {
    if (!this.loaded) return;
    if (this.#staysInPlace(now)) this.#place(before, now);
    else this.#whenFree(now.id, () => this.#place(before, now));
  }

  remove(id: number) {
    this.#whenFree(id, () => {
      if (this.#ids.remove(id)) this.#changed(-1);
    });
  }

  /** While the pointer is over the list, rows do not move away from under it. */
  hold() {
    this.#held ??= new Map();
  }

  release() {
    const held = this.#held;
    this.#held = null;
    clearTimeout(this.#holdTimer);
    this.fresh = 0;
    for (const act of held?.values() ?? []) act();
  }

  #whenFree(id: number, act: () => void) {
    // What the agent has done himself shows at once.
    if (!this.#held || session.acting.has(id)) {
      this.#held?.delete(id);
      act();
      return;
    }
    if (this.#held.size === 0) this.#holdTimer = setTimeout(() => this.#releaseAndHold(), HOLD_MAX_MS);
    this.#held.set(id, act);
    this.fresh = this.#held.size;
  }

  #releaseAndHold() {
    this.release();
    this.hold();
  }

  #place(before: Conversation | undefined, now: Conversation) {
    const belongs = this.#holds(now);
    const belonged = this.#ids.has(now.id) || (before !== undefined && this.#holds(before));
    const difference = Number(belongs) - Number(belonged);
    const key = sortKey(this.view, now);
    // Beyond the loaded part the next page brings it.
    const isLoadedPart = this.#cursor === null || key <= (this.#ids.lastKey ?? '');
    const moved = belongs && isLoadedPart ? this.#ids.put(now.id, key) : this.#ids.remove(now.id);
    if (moved || difference !== 0) this.#changed(difference);
  }

  /** Whether no row would move: it is in neither before nor after, keeps its place, or is first and stays so. */
  #staysInPlace(now: Conversation): boolean {
    if (this.#held?.has(now.id)) return false;
    const known = this.#ids.keyOf(now.id);
    if (!this.#holds(now)) return known === undefined;
    const key = sortKey(this.view, now);
    return known === key || (this.#ids.at(0) === now.id && known !== undefined && key < known);
  }

  #holds(conversation: Conversation): boolean {
    return session.me !== null && views[this.view].holds(conversation, session.me.id);
  }

  #changed(difference: number) {
    if (this.#total !== null) this.#total = Math.max(0, this.#total + difference);
    this.version += 1;
  }
}

export const lists = Object.fromEntries(VIEWS.map((view) => [view, new ConversationList(view)])) as Record<
  ViewName,
  ConversationList
>;

/** Puts a conversation's newest form everywhere it shows. */
export function applyConversation(now: Conversation): Conversation | undefined {
  const before = conversations.get(now.id);
  conversations.put(now);
  for (const view of VIEWS) lists[view].apply(before, now);
  return before;
}

export function forgetConversation(id: number) {
  for (const view of VIEWS) lists[view].remove(id);
  conversations.remove(id);
}
