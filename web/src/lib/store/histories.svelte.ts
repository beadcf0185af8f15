import { readHistory } from '../../api/desk';
import type { Conversation, HistoryItem } from '../../api/types';
import { catalogue } from './catalogue.svelte';

/** So many people's histories are kept. */
const HISTORIES_KEPT_MAX = 50;

/** Everything there has been with a person, on every channel, newest first, as far down as it has been read. */
export class History {
  readonly contact: number;
  items: HistoryItem[] = $state.raw([]);
  cursor: string | null = $state(null);
  /** Nothing was missed since it was read. */
  isFresh = $state(false);
  #reading: Promise<void> | null = null;
  #doubts = 0;
  /** What came while a page was asked for: it is newer than the page. */
  #meanwhile: Conversation[] = [];

  constructor(contact: number) {
    this.contact = contact;
  }

  /** Reads its beginning, if nobody has or something may have been missed. */
  ensure(): Promise<void> {
    return this.isFresh ? Promise.resolve() : this.#once();
  }

  /** Reads on. */
  more(): Promise<void> {
    return this.cursor === null ? Promise.resolve() : this.#once(this.cursor);
  }

  doubt() {
    this.#doubts += 1;
    this.isFresh = false;
  }

  apply(conversation: Conversation) {
    if (this.#reading) this.#meanwhile.push(conversation);
    const isOurs = conversation.contact.id === this.contact;
    const known = this.items.find(({ id }) => id === conversation.id);
    if (!isOurs) return known && this.leave(conversation.id);
    const now = pastOf(conversation, known);
    if (known) this.items = this.items.map((item) => (item === known ? now : item));
    else if (this.#isInReadPart(now)) this.items = [now, ...this.items];
  }

  leave(id: number) {
    if (this.items.some((item) => item.id === id)) this.items = this.items.filter((item) => item.id !== id);
  }

  #once(cursor?: string): Promise<void> {
    this.#reading ??= this.#read(cursor).finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** What cannot be read stays as it was, and is asked for when it is shown again. */
  async #read(cursor?: string) {
    const doubts = this.#doubts;
    this.#meanwhile = [];
    try {
      const page = await readHistory(this.contact, cursor);
      const known = cursor ? this.items : [];
      const read = new Set(page.items.map(({ id }) => id));
      this.items = [...known.filter(({ id }) => !read.has(id)), ...page.items];
      this.cursor = page.next_cursor;
      if (!cursor) this.isFresh = doubts === this.#doubts;
      this.#meanwhile.splice(0).forEach((conversation) => this.apply(conversation));
    } catch {
      this.#meanwhile = [];
    }
  }

  /** What is older than all that has been read comes with its page. */
  #isInReadPart(item: HistoryItem): boolean {
    const last = this.items.at(-1);
    return this.cursor === null || last === undefined || item.created_at > last.created_at;
  }
}

/** One that has ended names who had it. */
function pastOf(conversation: Conversation, known: HistoryItem | undefined): HistoryItem {
  const { id, channel, inbox_id, state, created_at, agent_id, preview, tags, resolution } = conversation;
  const holder = resolution && known?.agent_id ? known.agent_id : (agent_id ?? resolution?.by ?? null);
  const name = catalogue.agents.get(holder)?.name ?? (holder === known?.agent_id ? known?.agent_name : null);
  const ended_at = resolution?.at ?? null;
  return {
    ...{ id, channel, inbox_id, state, created_at, ended_at, preview, tags },
    agent_id: holder,
    agent_name: name ?? resolution?.by_name ?? null,
  };
}

const kept = new Map<number, History>();

/** The history of a contact; the ones looked at last are kept and stay right. */
export function historyOf(contact: number): History {
  const history = kept.get(contact) ?? new History(contact);
  kept.delete(contact);
  kept.set(contact, history);
  const [oldest] = kept.keys();
  if (kept.size > HISTORIES_KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  return history;
}

export function applyToHistories(conversation: Conversation) {
  for (const history of kept.values()) history.apply(conversation);
}

export function leaveHistories(conversation: number) {
  for (const history of kept.values()) history.leave(conversation);
}

export function doubtHistories() {
  for (const history of kept.values()) history.doubt();
}

export const forgetHistories = () => kept.clear();
