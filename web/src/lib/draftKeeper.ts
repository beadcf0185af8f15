import type { Draft } from '../api/types';

/** After this pause in the typing a draft goes to the server. */
const PAUSE_MS = 2_000;

export type Mode = 'reply' | 'note';
/** What stands above a mail, where its author wants another receiver or subject than usual. */
export type HeadPart = 'to' | 'subject';
export type Part = Mode | HeadPart;
/** What goes with one sending. */
export const PARTS_OF: Record<Mode, readonly Part[]> = { reply: ['reply', 'to', 'subject'], note: ['note'] };
export const PARTS: readonly Part[] = [...PARTS_OF.reply, ...PARTS_OF.note];
export type Parts = Record<Part, string>;

interface Surroundings {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  prefix: string;
  /** What is absent stays as it is on the server. */
  put(conversation: number, parts: Partial<Parts>): Promise<unknown>;
  changed(conversation: number, parts: Parts): void;
  /** Whether the server has refused, or could not be told, what was begun. */
  troubled(conversation: number, part: Part, isUnsaved: boolean): void;
}

interface Kept extends Parts {
  /** The parts that the server does not have like this yet. */
  news: Part[];
}

/**
 * What was begun and not sent: kept here at once, on the server soon after, so that no browser has its own.
 * Its parts go their own ways: what is refused or overtaken in one leaves the others alone.
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

  read(conversation: number): Parts {
    return partsOf(this.#kept(conversation));
  }

  /** All that is kept, for the start of the page. */
  all(): number[] {
    const { storage, prefix } = this.#around;
    return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
      .filter((key) => key.startsWith(prefix))
      .map((key) => Number(key.slice(prefix.length)))
      .filter((conversation) => conversation > 0);
  }

  write(conversation: number, part: Part, text: string) {
    this.#change(conversation, part, text, true);
    this.#later(conversation, part);
  }

  /** It has been sent, and the server forgets that part by itself. */
  sent(conversation: number, part: Part) {
    // A save that is under way would bring it back after the server has forgotten it.
    const mustTell = this.#saving.has(place(conversation, part));
    this.#stop(conversation, part);
    this.#change(conversation, part, '', mustTell);
    this.#around.troubled(conversation, part, false);
    if (mustTell) this.#later(conversation, part);
  }

  /** Something goes out, and the server will forget that part: what was begun since is another draft. */
  sending(conversation: number, part: Part) {
    this.#sending.add(place(conversation, part));
  }

  /** The server has answered; what was begun meanwhile, and what it has not forgotten, it is told again. */
  answered(conversation: number, part: Part, wasSent: boolean) {
    this.#sending.delete(place(conversation, part));
    const text = this.#kept(conversation)[part];
    if (wasSent && !text) return;
    this.#change(conversation, part, text, true);
    this.#later(conversation, part);
  }

  /** The server has answered, and there was nothing of this part, nor is there. */
  settled(conversation: number, part: Part) {
    this.#sending.delete(place(conversation, part));
  }

  /** The server's word, from another browser or from the start: what is being typed here is newer. */
  take(draft: Draft) {
    const { conversation_id: conversation } = draft;
    const { news } = this.#kept(conversation);
    for (const part of PARTS) {
      if (news.includes(part) || this.#sending.has(place(conversation, part))) continue;
      this.#change(conversation, part, draft[part], false);
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
      for (const part of this.#kept(conversation).news) this.#later(conversation, part);
    }
  }

  async #save(conversation: number, part: Part) {
    const here = place(conversation, part);
    if (this.#saving.has(here)) return this.#later(conversation, part);
    const text = this.#kept(conversation)[part];
    this.#saving.add(here);
    try {
      await this.#around.put(conversation, { [part]: text });
      this.#around.troubled(conversation, part, false);
      if (this.#kept(conversation)[part] === text) this.#change(conversation, part, text, false);
    } catch {
      // It is kept here, and tried again with the next key, connection or start.
      this.#around.troubled(conversation, part, this.#kept(conversation)[part].trim() !== '');
    } finally {
      this.#saving.delete(here);
    }
  }

  #later(conversation: number, part: Part) {
    this.#stop(conversation, part);
    this.#timers.set(
      place(conversation, part),
      setTimeout(() => void this.#save(conversation, part), PAUSE_MS),
    );
  }

  #stop(conversation: number, part: Part) {
    clearTimeout(this.#timers.get(place(conversation, part)));
    this.#timers.delete(place(conversation, part));
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

  #change(conversation: number, part: Part, text: string, isNews: boolean) {
    const before = this.#kept(conversation);
    const others = before.news.filter((one) => one !== part);
    this.#keep(conversation, { ...before, [part]: text, news: isNews ? [...others, part] : others });
  }

  #keep(conversation: number, kept: Kept) {
    const { storage, prefix } = this.#around;
    this.#homeless.delete(conversation);
    try {
      if (kept.news.length > 0 || PARTS.some((part) => kept[part].trim()))
        storage.setItem(prefix + conversation, JSON.stringify(kept));
      else storage.removeItem(prefix + conversation);
    } catch {
      this.#homeless.set(conversation, kept);
    }
    this.#around.changed(conversation, partsOf(kept));
  }
}

const partsOf = ({ reply, note, to, subject }: Parts): Parts => ({ reply, note, to, subject });

const NOTHING: Kept & Pick<Draft, 'at'> = { reply: '', note: '', to: '', subject: '', news: [], at: null };

/** As it was kept before each part had its own way. */
interface Older {
  isNews?: boolean;
}

function upToDate({
  reply = '',
  note = '',
  to = '',
  subject = '',
  news,
  isNews,
}: Partial<Kept> & Older): Kept {
  const parts = { reply, note, to, subject };
  const written = PARTS.filter((part) => parts[part] !== '');
  return { ...parts, news: news ?? (isNews ? written : []) };
}

const place = (conversation: number, part: Part) => `${conversation}.${part}`;
