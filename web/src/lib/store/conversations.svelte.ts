import { SvelteMap } from 'svelte/reactivity';
import type { Contact, Conversation } from '../../api/types';
import { readConversation } from '../../api/requests';

/** What becomes of a conversation by an act. One that is so already is given back as it is. */
export type Change = (conversation: Conversation) => Conversation;

/** What the agent has just done, shown before the server has told of it. */
export interface Act {
  readonly change: Change;
  /** The server has said yes; what it tells next of the conversation holds the change. */
  isDone: boolean;
}

/**
 * Every conversation the UI has seen, by number: as the server has told it, with what the agent is just doing to it on top.
 * What draws one is redrawn when that one changes.
 */
class Conversations {
  #told = new Map<number, Conversation>();
  #shown = new SvelteMap<number, Conversation>();
  #acts = new Map<number, Act[]>();
  /** By number, at which moment it was told of last. */
  #toldAt = new Map<number, number>();
  #moment = 0;
  /** Those of which something may have been missed. */
  #doubted = new Set<number>();

  get(id: number): Conversation | undefined {
    return this.#shown.get(id);
  }

  /** Grows with whatever is told. An answer is as old as the moment at which it was asked for. */
  get moment(): number {
    return this.#moment;
  }

  /** The newest there is: from the live line. */
  put(conversation: Conversation) {
    this.#toldAt.set(conversation.id, ++this.#moment);
    this.#take(conversation);
  }

  /** The answer to what was asked at that moment. If it has been told of since, the answer is old; says whether it is taken. */
  answer(conversation: Conversation, since: number): boolean {
    if ((this.#toldAt.get(conversation.id) ?? 0) > since) return false;
    this.#take(conversation);
    return true;
  }

  /** A part of it has changed, and the rest is as it was. */
  amend(id: number, change: Change) {
    const told = this.#told.get(id);
    if (!told) return;
    const now = change(told);
    // A part does not make the rest of it new: where changes were missed, the answer that is awaited still is.
    if (!this.#doubted.has(id)) this.#toldAt.set(id, ++this.#moment);
    this.#told.set(id, now);
    this.#keepActs(id, (act) => !act.isDone || act.change(now) !== now);
  }

  remove(id: number) {
    // An answer that was asked for before does not bring it back.
    this.#toldAt.set(id, ++this.#moment);
    this.#told.delete(id);
    this.#acts.delete(id);
    this.#shown.delete(id);
    this.#doubted.delete(id);
  }

  forget() {
    for (const id of [...this.#told.keys()]) this.remove(id);
  }

  /** A contact that has changed looks the same wherever it shows; says whether any was called otherwise. */
  putContact({ id, name, phone, email, username }: Contact): boolean {
    let isRenamed = false;
    for (const conversation of this.#told.values()) {
      if (conversation.contact.id !== id) continue;
      isRenamed ||= conversation.contact.name !== name;
      this.amend(conversation.id, (known) => {
        const { mail_head: head } = known;
        const isNamed = head?.to.name === known.contact.name;
        return {
          ...known,
          contact: { id, name, phone, email, username },
          mail_head: head && isNamed ? { ...head, to: { ...head.to, name } } : head,
        };
      });
    }
    return isRenamed;
  }

  /** Changes were missed: what is not told of from now on may be gone. */
  doubt() {
    this.#doubted = new Set(this.#told.keys());
  }

  get doubted(): number[] {
    return [...this.#doubted];
  }

  async fetch(id: number) {
    const since = this.#moment;
    this.answer(await readConversation(id), since);
  }

  /** Shows it as it will be, on top of what was begun before. */
  begin(id: number, change: Change): Act {
    const act = { change, isDone: false };
    this.#acts.set(id, [...(this.#acts.get(id) ?? []), act]);
    this.#draw(id);
    return act;
  }

  /** It was refused: what else was begun goes on. */
  takeBack(id: number, act: Act) {
    this.#keepActs(id, (other) => other !== act);
  }

  /** It was done. `answer`: what it has become by that, as of a moment. */
  finish(id: number, act: Act | undefined, answer?: { conversation: Conversation; since: number }) {
    if (act) act.isDone = true;
    if (answer && this.answer(answer.conversation, answer.since)) {
      // Whoever asked before the act knows less.
      this.#toldAt.set(id, ++this.#moment);
      return;
    }
    const told = this.#told.get(id);
    if (told) this.#keepActs(id, (other) => other !== act || other.change(told) !== told);
  }

  /** Whether the server has said yes to an act, and has not told of it for as long. */
  awaits(id: number, act: Act): boolean {
    return act.isDone && (this.#acts.get(id)?.includes(act) ?? false);
  }

  /** What was done is in what is told now. */
  #take(conversation: Conversation) {
    this.#told.set(conversation.id, conversation);
    this.#doubted.delete(conversation.id);
    this.#keepActs(conversation.id, (act) => !act.isDone);
  }

  #keepActs(id: number, isKept: (act: Act) => boolean) {
    const kept = this.#acts.get(id)?.filter(isKept) ?? [];
    if (kept.length > 0) this.#acts.set(id, kept);
    else this.#acts.delete(id);
    this.#draw(id);
  }

  #draw(id: number) {
    const told = this.#told.get(id);
    if (!told) return;
    const acts = this.#acts.get(id) ?? [];
    const now = acts.reduce((conversation, { change }) => change(conversation), told);
    if (this.#shown.get(id) !== now) this.#shown.set(id, now);
  }
}

export const conversations = new Conversations();
