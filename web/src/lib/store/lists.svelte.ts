import { Problem } from '../../api/client';
import { SvelteMap } from 'svelte/reactivity';
import type { Conversation } from '../../api/types';
import { listConversations, readConversation } from '../../api/requests';
import { clock } from '../clock.svelte';
import { isSameArrangement } from '../arranging';
import { preferences } from '../preferences.svelte';
import { session } from '../session.svelte';
import { conversations, type Act, type Change } from './conversations.svelte';
import { NO_FILTERS, type Reader, type Thing } from './filters';
import { OrderedIds } from './ordered';
import {
  AS_IT_COMES,
  belongs,
  isArranged,
  queryOf,
  SORTS,
  sortKey,
  sortOf,
  VIEWS,
  type Arrangement,
  type Sort,
  type ViewName,
} from './views';
import { workspace } from './workspace.svelte';

const PAGE_SIZE = 50;
/** With a rare filter the server looks at so many and gives what it has, which may be nothing yet. */
const EMPTY_PAGES_MAX = 100;
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
  /** It could not be read now, and may be in a moment. */
  isMissing = false;
  /** Changes that wait until the pointer has left. */
  fresh = $state(0);
  #cursor: string | null = $state(null);
  #total: number | null = $state(null);
  #generation = 0;
  #held: Map<number, () => void> | null = null;
  /** The one that is open. */
  #open: number | null = null;
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

  /** Time alone lets conversations go, where only the last days are shown, and come, where only those whose window is open. */
  async keepTime() {
    const { filters, sort } = this.arrangement;
    const asks = filters.isClosing || sort === 'window';
    if (!this.loaded || (!asks && filters.dates === null)) return;
    for (const id of this.slice(0, this.length)) {
      const conversation = conversations.get(id);
      if (conversation) this.apply(conversation, conversation);
    }
    if (asks) await this.askAgain();
  }

  /** Takes in what stands first on the server, where nobody tells of what has come to belong here. */
  async askAgain() {
    const generation = this.#generation;
    const since = conversations.moment;
    try {
      const { items } = await this.#ask(undefined);
      if (generation !== this.#generation) return;
      for (const one of items) applyAnswer(one, since);
    } catch {
      // The next time asks again.
    }
  }

  /** What was unread and is open has been read by that, and stays in a list of what is unread until it is left. */
  open(id: number | null) {
    const left = this.#open === null || this.#open === id ? undefined : conversations.get(this.#open);
    this.#open = id;
    if (left && this.arrangement.filters.isUnread) this.apply(left, left);
  }

  async more() {
    if (this.#cursor === null || this.loading) return;
    await this.#read(this.#cursor, () => {});
  }

  async #read(cursor: string | undefined, prepare: () => void) {
    const generation = this.#generation;
    const since = conversations.moment;
    this.loading = true;
    try {
      let page = await this.#ask(cursor);
      for (let empty = 0; empty < EMPTY_PAGES_MAX; empty += 1) {
        if (generation !== this.#generation) return;
        if (page.items.length > 0 || page.next_cursor === null) break;
        page = await this.#ask(page.next_cursor);
      }
      if (generation !== this.#generation) return;
      prepare();
      for (const conversation of page.items) this.#takeAnswer(conversation, since);
      this.#cursor = page.next_cursor;
      this.#total = page.total;
      this.loaded = true;
      this.failed = this.isMissing = false;
      this.version += 1;
    } catch (error) {
      if (generation !== this.#generation) return;
      this.failed = true;
      this.isMissing = error instanceof Problem && error.isTemporary;
    } finally {
      if (generation === this.#generation) this.loading = false;
    }
  }

  #ask(cursor: string | undefined) {
    const query = queryOf(this.view, this.arrangement, readerNow());
    return listConversations({ ...query, limit: PAGE_SIZE, cursor });
  }

  /** What has been told of it meanwhile, or done to it, is newer than the answer: it may be elsewhere by now. */
  #takeAnswer(answer: Conversation, since: number) {
    const isNewest = conversations.answer(answer, since);
    const now = conversations.get(answer.id);
    const isAsAnswered = isNewest && now === answer;
    if (now && (isAsAnswered || this.#holds(now))) this.#ids.put(now.id, this.#keyOf(now));
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
    if (session.me === null) return false;
    const { arrangement } = this;
    const isRead = conversation.id === this.#open && this.#ids.has(conversation.id);
    const filters = isRead ? { ...arrangement.filters, isUnread: false } : arrangement.filters;
    return belongs(this.view, { ...arrangement, filters }, conversation, readerNow());
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

const readerNow = (): Reader => ({
  me: session.me?.id ?? 0,
  now: clock.now,
  zone: workspace.timeZone,
});

/** The views that the agent has narrowed or put in another order: beside the usual ones, which go on counting. */
const arranged = new SvelteMap<ViewName, ConversationList>();

export const shownList = (view: ViewName): ConversationList => arranged.get(view) ?? lists[view];

/** How a view was left: its order is kept in this browser, its filters as long as the page lives. */
export const arrangementOf = (view: ViewName): Arrangement =>
  arranged.get(view)?.arrangement ?? {
    filters: NO_FILTERS,
    sort: SORTS.find((sort) => sort === preferences.get('sorts')[view]) ?? null,
  };

export function arrange(view: ViewName, arrangement: Arrangement) {
  keepSort(view, arrangement.sort);
  if (isSameArrangement(shownList(view).arrangement, arrangement)) return;
  if (isArranged(arrangement)) arranged.set(view, new ConversationList(view, arrangement));
  else arranged.delete(view);
}

function keepSort(view: ViewName, sort: Sort | null) {
  const { [view]: kept = null, ...others } = preferences.get('sorts');
  if (kept !== sort) preferences.set('sorts', sort === null ? others : { ...others, [view]: sort });
}

/** Conversations of the agent's own with something unread. */
export const unreadOfMine = (): number =>
  lists.mine.slice(0, lists.mine.length).filter((id) => (conversations.get(id)?.unread ?? 0) > 0).length;

export const everyList = (): ConversationList[] => [
  ...VIEWS.map((view) => lists[view]),
  ...arranged.values(),
];

/** Lets every list follow what a change makes of a conversation; gives what was shown before. */
function follow(id: number, change: () => void): Conversation | undefined {
  const before = conversations.get(id);
  change();
  const now = conversations.get(id);
  if (now && now !== before) for (const list of everyList()) list.apply(before, now);
  return before;
}

/** Puts a conversation's newest form everywhere it shows. */
export const applyConversation = (now: Conversation) => follow(now.id, () => conversations.put(now));

/** The same of an answer, unless the live line has told of it since it was asked for. */
export const applyAnswer = (answer: Conversation, since: number) =>
  follow(answer.id, () => conversations.answer(answer, since));

/** Changes a part of what is known of it. */
export const amendConversation = (id: number, change: Change) =>
  follow(id, () => conversations.amend(id, change));

/** Shows an act before the server has answered. */
export function beginAct(id: number, change: Change): Act {
  let act: Act | undefined;
  follow(id, () => (act = conversations.begin(id, change)));
  return act!;
}

export const takeBackAct = (id: number, act: Act) => follow(id, () => conversations.takeBack(id, act));

export const finishAct = (...facts: Parameters<typeof conversations.finish>) =>
  follow(facts[0], () => conversations.finish(...facts));

/** Nobody tells what became of the conversations that had it: the lists that ask for it are read again. */
export function forgetThing(thing: Thing, id: number) {
  for (const list of everyList())
    if (list.loaded && list.arrangement.filters[thing] === id) void list.reload();
}

/** One that was never here may be unread by now, as another browser says: lists of what is unread must hear of it. */
export async function findUnread(id: number) {
  if (!everyList().some((list) => list.loaded && list.arrangement.filters.isUnread)) return;
  const since = conversations.moment;
  try {
    const conversation = await readConversation(id);
    if (conversations.get(id) === undefined) applyAnswer(conversation, since);
  } catch {
    // One that may not be seen is in no list.
  }
}

export function forgetConversation(id: number) {
  for (const list of everyList()) list.remove(id);
  conversations.remove(id);
}
