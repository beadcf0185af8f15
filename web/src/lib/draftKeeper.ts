import type { Draft } from '../api/types';

/** After this pause in the typing a draft goes to the server. */
const PAUSE_MS = 2_000;

export type Mode = 'reply' | 'note';
export type Halves = Record<Mode, string>;

interface Surroundings {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  prefix: string;
  put(conversation: number, reply: string, note: string): Promise<unknown>;
  changed(conversation: number, halves: Halves): void;
}

interface Kept extends Halves {
  /** The server does not have it like this yet. */
  isNews: boolean;
}

/** What was begun and not sent: kept here at once, on the server soon after, so that no browser has its own. */
export class DraftKeeper {
  #around: Surroundings;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #saving = new Set<number>();
  /** Where something is being sent right now. */
  #sending = new Set<number>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  read(conversation: number): Halves {
    const { reply, note } = this.#kept(conversation);
    return { reply, note };
  }

  /** All that is kept, for the start of the page. */
  all(): number[] {
    const { storage, prefix } = this.#around;
    return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
      .filter((key) => key.startsWith(prefix))
      .map((key) => Number(key.slice(prefix.length)))
      .filter((conversation) => conversation > 0);
  }

  write(conversation: number, mode: Mode, text: string) {
    this.#keep(conversation, { ...this.#kept(conversation), [mode]: text, isNews: true });
    this.#later(conversation);
  }

  /** It has been sent, and the server forgets that half by itself. */
  sent(conversation: number, mode: Mode) {
    const kept = { ...this.#kept(conversation), [mode]: '' };
    const other = mode === 'reply' ? 'note' : 'reply';
    // A save that is under way would bring it back after the server has forgotten it.
    const mustTell = this.#saving.has(conversation) || (kept.isNews && kept[other] !== '');
    this.#stop(conversation);
    this.#keep(conversation, { ...kept, isNews: mustTell });
    if (mustTell) this.#later(conversation);
  }

  /** Something goes out, and the server will forget that half: what was begun since is another draft. */
  sending(conversation: number) {
    this.#sending.add(conversation);
  }

  /** The server has answered; if something new was begun meanwhile, it is told again. */
  answered(conversation: number) {
    this.#sending.delete(conversation);
    const kept = this.#kept(conversation);
    if (!kept.reply && !kept.note) return;
    this.#keep(conversation, { ...kept, isNews: true });
    this.#later(conversation);
  }

  /** The server's word, from another browser or from the start: what is being typed here is newer. */
  take({ conversation_id: conversation, reply, note }: Draft) {
    if (this.#kept(conversation).isNews || this.#sending.has(conversation)) return;
    this.#keep(conversation, { reply, note, isNews: false });
  }

  /** Everything the server knows; what it does not know any more was sent or dropped elsewhere. */
  takeAll(drafts: readonly Draft[]) {
    const known = new Set(drafts.map((draft) => draft.conversation_id));
    for (const conversation of this.all()) {
      const kept = this.#kept(conversation);
      if (kept.isNews) this.#later(conversation);
      else if (!known.has(conversation)) this.#keep(conversation, { ...EMPTY });
    }
    for (const draft of drafts) this.take(draft);
  }

  async #save(conversation: number) {
    if (this.#saving.has(conversation)) return this.#later(conversation);
    const { reply, note } = this.#kept(conversation);
    this.#saving.add(conversation);
    try {
      await this.#around.put(conversation, reply, note);
      const now = this.#kept(conversation);
      if (now.reply === reply && now.note === note) this.#keep(conversation, { reply, note, isNews: false });
    } catch {
      // It is kept here, and tried again with the next key or the next start.
    } finally {
      this.#saving.delete(conversation);
    }
  }

  #later(conversation: number) {
    this.#stop(conversation);
    this.#timers.set(
      conversation,
      setTimeout(() => void this.#save(conversation), PAUSE_MS),
    );
  }

  #stop(conversation: number) {
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
  }

  #kept(conversation: number): Kept {
    try {
      const json = this.#around.storage.getItem(this.#around.prefix + conversation);
      return json === null ? { ...EMPTY } : { ...EMPTY, ...(JSON.parse(json) as Partial<Kept>) };
    } catch {
      return { ...EMPTY };
    }
  }

  #keep(conversation: number, kept: Kept) {
    const { storage, prefix } = this.#around;
    try {
      if (kept.isNews || kept.reply.trim() || kept.note.trim())
        storage.setItem(prefix + conversation, JSON.stringify(kept));
      else storage.removeItem(prefix + conversation);
    } catch {
      // Without storage a draft lasts as long as the page.
    }
    this.#around.changed(conversation, { reply: kept.reply, note: kept.note });
  }
}

const EMPTY: Kept = { reply: '', note: '', isNews: false };
