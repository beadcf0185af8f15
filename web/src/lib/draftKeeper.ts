import type { Draft } from '../api/types';

/** After this pause in the typing a draft goes to the server. */
const PAUSE_MS = 2_000;

export const MODES = ['reply', 'note'] as const;
export type Mode = (typeof MODES)[number];
export type Halves = Record<Mode, string>;

interface Surroundings {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  prefix: string;
  /** What is absent stays as it is on the server. */
  put(conversation: number, halves: Partial<Halves>): Promise<unknown>;
  changed(conversation: number, halves: Halves): void;
  /** Whether the server has refused, or could not be told, what was begun. */
  troubled(conversation: number, mode: Mode, isUnsaved: boolean): void;
}

interface Kept extends Halves {
  /** The halves that the server does not have like this yet. */
  news: Mode[];
}

/**
 * What was begun and not sent: kept here at once, on the server soon after, so that no browser has its own.
 * The two halves go their own ways: what is refused or overtaken in one leaves the other alone.
 */
export class DraftKeeper {
  #around: Surroundings;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #saving = new Set<string>();
  /** What is being sent right now. */
  #sending = new Set<string>();
  /** What the storage had no room for lasts as long as the page. */
  #homeless = new Map<number, Kept>();

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
    this.#change(conversation, mode, text, true);
    this.#later(conversation, mode);
  }

  /** It has been sent, and the server forgets that half by itself. */
  sent(conversation: number, mode: Mode) {
    // A save that is under way would bring it back after the server has forgotten it.
    const mustTell = this.#saving.has(place(conversation, mode));
    this.#stop(conversation, mode);
    this.#change(conversation, mode, '', mustTell);
    this.#around.troubled(conversation, mode, false);
    if (mustTell) this.#later(conversation, mode);
  }

  /** Something goes out, and the server will forget that half: what was begun since is another draft. */
  sending(conversation: number, mode: Mode) {
    this.#sending.add(place(conversation, mode));
  }

  /** The server has answered; what was begun meanwhile, and what it has not forgotten, it is told again. */
  answered(conversation: number, mode: Mode, wasSent: boolean) {
    this.#sending.delete(place(conversation, mode));
    const text = this.#kept(conversation)[mode];
    if (wasSent && !text) return;
    this.#change(conversation, mode, text, true);
    this.#later(conversation, mode);
  }

  /** The server's word, from another browser or from the start: what is being typed here is newer. */
  take(draft: Draft) {
    const { conversation_id: conversation } = draft;
    const { news } = this.#kept(conversation);
    for (const mode of MODES) {
      if (news.includes(mode) || this.#sending.has(place(conversation, mode))) continue;
      this.#change(conversation, mode, draft[mode], false);
    }
  }

  /** Everything the server knows; what it does not know any more was sent or dropped elsewhere. */
  takeAll(drafts: readonly Draft[]) {
    const known = new Set(drafts.map((draft) => draft.conversation_id));
    for (const conversation of this.all()) {
      if (!known.has(conversation)) this.take({ conversation_id: conversation, ...NOTHING });
    }
    for (const draft of drafts) this.take(draft);
    this.tryAgain();
  }

  /** Tells the server what it has not been told yet. */
  tryAgain() {
    for (const conversation of this.all()) {
      for (const mode of this.#kept(conversation).news) this.#later(conversation, mode);
    }
  }

  async #save(conversation: number, mode: Mode) {
    const here = place(conversation, mode);
    if (this.#saving.has(here)) return this.#later(conversation, mode);
    const text = this.#kept(conversation)[mode];
    this.#saving.add(here);
    try {
      await this.#around.put(conversation, { [mode]: text });
      this.#around.troubled(conversation, mode, false);
      if (this.#kept(conversation)[mode] === text) this.#change(conversation, mode, text, false);
    } catch {
      // It is kept here, and tried again with the next key, connection or start.
      this.#around.troubled(conversation, mode, this.#kept(conversation)[mode].trim() !== '');
    } finally {
      this.#saving.delete(here);
    }
  }

  #later(conversation: number, mode: Mode) {
    this.#stop(conversation, mode);
    this.#timers.set(
      place(conversation, mode),
      setTimeout(() => void this.#save(conversation, mode), PAUSE_MS),
    );
  }

  #stop(conversation: number, mode: Mode) {
    clearTimeout(this.#timers.get(place(conversation, mode)));
    this.#timers.delete(place(conversation, mode));
  }

  #kept(conversation: number): Kept {
    const homeless = this.#homeless.get(conversation);
    if (homeless) return homeless;
    try {
      const json = this.#around.storage.getItem(this.#around.prefix + conversation);
      return json === null ? NOTHING : upToDate(JSON.parse(json) as Partial<Kept> & Older);
    } catch {
      return NOTHING;
    }
  }

  #change(conversation: number, mode: Mode, text: string, isNews: boolean) {
    const before = this.#kept(conversation);
    const others = before.news.filter((one) => one !== mode);
    this.#keep(conversation, { ...before, [mode]: text, news: isNews ? [...others, mode] : others });
  }

  #keep(conversation: number, kept: Kept) {
    const { storage, prefix } = this.#around;
    this.#homeless.delete(conversation);
    try {
      if (kept.news.length > 0 || kept.reply.trim() || kept.note.trim())
        storage.setItem(prefix + conversation, JSON.stringify(kept));
      else storage.removeItem(prefix + conversation);
    } catch {
      this.#homeless.set(conversation, kept);
    }
    this.#around.changed(conversation, { reply: kept.reply, note: kept.note });
  }
}

const NOTHING: Kept & Pick<Draft, 'at'> = { reply: '', note: '', news: [], at: null };

/** As it was kept before each half had its own way. */
interface Older {
  isNews?: boolean;
}

function upToDate({ reply = '', note = '', news, isNews }: Partial<Kept> & Older): Kept {
  const written = MODES.filter((mode) => ({ reply, note })[mode] !== '');
  return { reply, note, news: news ?? (isNews ? written : []) };
}

const place = (conversation: number, mode: Mode) => `${conversation}.${mode}`;
