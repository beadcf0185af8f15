import { Problem } from '../api/client';
import type { Extras } from '../api/sending';
import type { Attachment } from '../api/types';

export interface OutboxItem {
  /** Sent as the Idempotency-Key: however often it is repeated, the server writes it once. */
  key: string;
  conversationId: number;
  kind: 'message' | 'note';
  text: string;
  seenSeq: number | null;
  /** Of a note: who is told of it. */
  mentions?: number[];
  /** Uploaded before. */
  attachments?: Attachment[];
  /** What goes with the text, or in its place: a template, buttons, a list, cards. */
  extras?: Extras;
  /** The file at the head of a template, which names it by its number alone. */
  templateFiles?: Attachment[];
  /** Of a mail: what stands above it, where it is not the usual. */
  head?: { to?: string; subject?: string };
  at: string;
  /**
   * `held` back for a moment so that it can be taken back, `waiting` for the network, `asking` whether to send although
   * the conversation has moved.
   */
  state: 'held' | 'sending' | 'waiting' | 'asking' | 'failed';
  /** Until when it is held, in milliseconds of the agent's own clock. */
  heldUntil?: number;
  /** It goes back into the composer: the time in which such a message may be sent is over. */
  isReturned?: boolean;
  reason: string | null;
}

export type Draft = Pick<
  OutboxItem,
  | 'conversationId'
  | 'kind'
  | 'text'
  | 'seenSeq'
  | 'mentions'
  | 'attachments'
  | 'extras'
  | 'templateFiles'
  | 'head'
>;

/** What the server says where the same message could not go a moment later either. */
export const WINDOW_CODES: readonly string[] = ['window_closed', 'template_needed'];

interface Surroundings {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  prefix: string;
  send(item: OutboxItem): Promise<void>;
  changed(items: OutboxItem[]): void;
  newKey(): string;
  now(): string;
}

/** What an agent has written and the server has not yet confirmed; it outlives a reload. */
export class Outbox {
  #items: OutboxItem[] = [];
  /** What lies in the storage: other tabs of the agent's have it in hand, too. */
  #shared = new Set<string>();
  #pumps = new Map<number, Promise<void>>();
  /** Of which conversations something may go. */
  #asked = new Set<number>();
  #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#items = this.#stored();
    this.#shared = new Set(this.#items.map(({ key }) => key));
    this.#publish();
  }

  get items(): readonly OutboxItem[] {
    return this.#items;
  }

  add(draft: Draft): OutboxItem {
    return this.#take({ ...this.#itemOf(draft), state: 'sending' });
  }

  /** For so long it can be taken back; then it goes by itself. */
  hold(draft: Draft, forMs: number): OutboxItem {
    return this.#take({ ...this.#itemOf(draft), state: 'held', heldUntil: Date.now() + forMs });
  }

  #itemOf(draft: Draft) {
    return { ...draft, key: this.#around.newKey(), at: this.#around.now(), reason: null };
  }

  #take(item: OutboxItem): OutboxItem {
    this.#keep(item);
    void this.#pump(item.conversationId);
    return item;
  }

  /** It need not be held any longer. */
  release(key: string) {
    const item = this.#find(key);
    if (item?.state !== 'held') return;
    this.#keep({ ...item, heldUntil: 0 });
    void this.#pump(item.conversationId);
  }

  /** Sends what a conversation has been written; settled as soon as nothing more can go now. */
  async drain(conversationId: number): Promise<void> {
    for (const { key, state } of this.#items.filter((item) => item.conversationId === conversationId))
      if (state === 'held') this.release(key);
    await this.#pump(conversationId);
  }

  /** Tries again whatever waits for the network. */
  flush() {
    for (const conversationId of new Set(this.#items.map((item) => item.conversationId))) {
      void this.#pump(conversationId);
    }
  }

  /**
   * A new attempt at what was refused, in its old place. Who was asked has read up to `lastSeq` before saying
   * yes; a text that was refused for another reason is still one that its writer had not read further for.
   */
  sendAgain(key: string, lastSeq: number | null) {
    const item = this.#find(key);
    if (!item) return;
    this.#replace(item, {
      ...item,
      key: this.#around.newKey(),
      seenSeq: item.state === 'asking' ? lastSeq : item.seenSeq,
      state: 'sending',
      reason: null,
    });
    void this.#pump(item.conversationId);
  }

  /** Forgets the item: the agent dropped it, or its entry has arrived. */
  discard(key: string): OutboxItem | undefined {
    const item = this.#find(key);
    if (!item) return undefined;
    this.#items = this.#items.filter((other) => other.key !== key);
    this.#around.storage.removeItem(this.#around.prefix + key);
    this.#publish();
    return item;
  }

  /** It does not go back by itself: it stays among the messages until the agent decides. */
  leave(key: string) {
    const item = this.#find(key);
    if (item) this.#keep({ ...item, isReturned: false });
  }

  /** One at a time for each conversation; whoever asks meanwhile waits for the same. */
  #pump(conversationId: number): Promise<void> {
    this.#asked.add(conversationId);
    const running = this.#pumps.get(conversationId);
    if (running) return running;
    const pump = this.#run(conversationId);
    this.#pumps.set(conversationId, pump);
    return pump;
  }

  async #run(conversationId: number): Promise<void> {
    try {
      while (this.#asked.delete(conversationId)) await this.#goThrough(conversationId);
    } finally {
      this.#pumps.delete(conversationId);
    }
  }

  async #goThrough(conversationId: number): Promise<void> {
    for (;;) {
      const next = this.#items.find(
        (item) => item.conversationId === conversationId && item.state !== 'failed',
      );
      if (!next || next.state === 'asking' || this.#isHeld(next)) return;
      if (this.#isDone(next)) this.discard(next.key);
      else if (!(await this.#attempt(next))) return;
    }
  }

  /** What is held goes by itself when its time has come, and what was written after it goes after it. */
  #isHeld(item: OutboxItem): boolean {
    const left = item.state === 'held' ? (item.heldUntil ?? 0) - Date.now() : 0;
    if (left > 0) setTimeout(() => void this.#pump(item.conversationId), left);
    return left > 0;
  }

  /** Another tab has sent it meanwhile, or its writer has taken it back there. */
  #isDone({ key }: OutboxItem): boolean {
    return this.#shared.has(key) && this.#around.storage.getItem(this.#around.prefix + key) === null;
  }

  /** Says whether the next one may go. */
  async #attempt(item: OutboxItem): Promise<boolean> {
    this.#keep({ ...item, state: 'sending', reason: null });
    try {
      await this.#around.send(item);
      this.discard(item.key);
      return true;
    } catch (error) {
      if (!this.#find(item.key)) return true;
      const problem = error instanceof Problem ? error : new Problem(0, 'offline', String(error));
      if (problem.isTemporary || problem.status === 401) {
        this.#keep({ ...item, state: 'waiting', reason: problem.message });
        return false;
      }
      const state = problem.code === 'conversation_moved' ? 'asking' : 'failed';
      const isReturned = WINDOW_CODES.includes(problem.code);
      this.#keep({ ...item, state, reason: problem.message, ...(isReturned ? { isReturned } : {}) });
      return state === 'failed';
    }
  }

  /** The time of the first attempt stays, so that the order outlives a reload. */
  #replace(old: OutboxItem, item: OutboxItem) {
    this.#items = this.#items.map((other) => (other.key === old.key ? item : other));
    this.#around.storage.removeItem(this.#around.prefix + old.key);
    this.#keep(item);
  }

  #keep(item: OutboxItem) {
    const index = this.#items.findIndex((other) => other.key === item.key);
    this.#items = index < 0 ? [...this.#items, item] : this.#items.with(index, item);
    try {
      this.#around.storage.setItem(this.#around.prefix + item.key, JSON.stringify(item));
      this.#shared.add(item.key);
    } catch {
      // A full or forbidden storage costs only the survival of a reload.
    }
    this.#publish();
  }

  #stored(): OutboxItem[] {
    const { storage, prefix } = this.#around;
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
    return keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => readItem(storage.getItem(key)))
      .filter((item) => item !== null)
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  #find(key: string): OutboxItem | undefined {
    return this.#items.find((item) => item.key === key);
  }

  #publish() {
    this.#around.changed(this.#items);
  }
}

function readItem(json: string | null): OutboxItem | null {
  try {
    return JSON.parse(json ?? '') as OutboxItem;
  } catch {
    return null;
  }
}
