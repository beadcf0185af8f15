import { SvelteMap } from 'svelte/reactivity';
import type { Contact, Conversation } from '../../api/types';
import { readConversation } from '../../api/requests';

/** Every conversation the UI has seen, by number. What draws one is redrawn when that one changes. */
class Conversations {
  #byId = new SvelteMap<number, Conversation>();

  get(id: number): Conversation | undefined {
    return this.#byId.get(id);
  }

  /** All as they are now: one that changes later is another object. */
  all(): ReadonlyMap<number, Conversation> {
    return new Map(this.#byId);
  }

  put(conversation: Conversation) {
    this.#byId.set(conversation.id, conversation);
  }

  remove(id: number) {
    this.#byId.delete(id);
  }

  forget() {
    this.#byId.clear();
  }

  /** A contact that has changed looks the same wherever it shows. */
  putContact({ id, name, phone, email, username }: Contact) {
    for (const conversation of this.#byId.values()) {
      if (conversation.contact.id !== id) continue;
      const { mail_head: head } = conversation;
      const isNamed = head?.to.name === conversation.contact.name;
      this.put({
        ...conversation,
        contact: { id, name, phone, email, username },
        mail_head: head && isNamed ? { ...head, to: { ...head.to, name } } : head,
      });
    }
  }

  async fetch(id: number): Promise<Conversation> {
    const conversation = await readConversation(id);
    this.put(conversation);
    return conversation;
  }
}

export const conversations = new Conversations();
