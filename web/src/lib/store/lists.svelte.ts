import { SvelteMap } from 'svelte/reactivity';
import type { Conversation } from '../../api/types';
import { listConversations } from '../../api/requests';
import { clock } from '../clock.svelte';
import { session } from '../session.svelte';
import { conversations } from './conversations.svelte';
import { OrderedIds } from './ordered';
import {
  AS_IT_COMES,
  belongs,
  queryOf,
  sortKey,
  sortOf,
  VIEWS,
  type Arrangement,
  type ViewName,
} from './views';

const PAGE_SIZE = 50;
/** How long rows may stand still under the pointer while others want their places. */
const HOLD_MAX_MS = 3_000;

/** One list of conversations: pages from the server, kept right by live events. */
export class ConversationList {
  readonly view: ViewName;
  readonly arrangement: Arrangement;
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

  constructor(view: ViewName, arrangement: Arrangement = AS_IT_COMES) {
    this.view = view;
    this.arrangement = arrangement;
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

  /** As if it had never been read. */
  forget() {
    this.#generation += 1;
    this.#held = null;
    clearTimeout(this.#holdTimer);
    this.#ids.clear();
    this.#cursor = this.#total = null;
    this.fresh = 0;
    this.loading = this.loaded = this.failed = false;
    this.version += 1;
  }

  /** Time alone lets conversations come and go, where only those are shown whose window is open. */
  async keepTime() {
    if (!this.loaded || (!this.arrangement.isClosing && this.arrangement.sort !== 'window')) return;
    const generation = this.#generation;
    for (const id of this.slice(0, this.length)) {
      const conversation = conversations.get(id);
      if (conversation) this.apply(conversation, conversation);
    }
    const before = conversations.all();
    try {
      const { items } = await listConversations({
        ...queryOf(this.view, this.arrangement),
        limit: PAGE_SIZE,
      });
      if (generation !== this.#generation) return;
      // What has changed meanwhile is newer than the answer.
      for (const one of items) if (conversations.get(one.id) === before.get(one.id)) applyConversation(one);
    } catch {
      // The next minute asks again.
    }
  }

  async more() {
    if (this.#cursor === null || this.loading) return;
    await this.#read(this.#cursor, () => {});
  }

  async #read(cursor: string | undefined, prepare: () => void) {
    const generation = this.#generation;
    this.loading = true;
    try {
      const page = await listConversations({
        ...queryOf(this.view, this.arrangement),
        limit: PAGE_SIZE,
        cursor,
      });
      if (generation !== this.#generation) return;
      prepare();
      for (const conversation of page.items) {
        conversations.put(conversation);
        this.#ids.put(conversation.id, this.#keyOf(conversation));
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
    const key = this.#keyOf(now);
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
    const key = this.#keyOf(now);
    return known === key || (this.#ids.at(0) === now.id && known !== undefined && key < known);
  }

  #holds(conversation: Conversation): boolean {
    const { me } = session;
    return me !== null && belongs(this.view, this.arrangement, conversation, me.id, clock.now);
  }

  #keyOf(conversation: Conversation): string {
    return sortKey(sortOf(this.view, this.arrangement), conversation);
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

/** The views that the agent has narrowed or put in another order: beside the usual ones, which go on counting. */
const arranged = new SvelteMap<ViewName, ConversationList>();

export const shownList = (view: ViewName): ConversationList => arranged.get(view) ?? lists[view];

export function arrange(view: ViewName, arrangement: Arrangement) {
  if (arrangement.isClosing || arrangement.sort !== null)
    arranged.set(view, new ConversationList(view, arrangement));
  else arranged.delete(view);
}

export const everyList = (): ConversationList[] => [
  ...VIEWS.map((view) => lists[view]),
  ...arranged.values(),
];

/** Puts a conversation's newest form everywhere it shows. */
export function applyConversation(now: Conversation): Conversation | undefined {
  const before = conversations.get(now.id);
  conversations.put(now);
  for (const list of everyList()) list.apply(before, now);
  return before;
}

export function forgetConversation(id: number) {
  for (const list of everyList()) list.remove(id);
  conversations.remove(id);
}
