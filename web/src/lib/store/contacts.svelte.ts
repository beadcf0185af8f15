import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { readContact } from '../../api/desk';
import type { Contact, ContactWhole } from '../../api/types';

/** The contacts that have been looked at, with everything that is known of them. */
class Contacts {
  #byId = new SvelteMap<number, ContactWhole>();
  /** Those that nothing was missed of. */
  #fresh = new SvelteSet<number>();
  #reading = new Map<number, Promise<void>>();

  get(id: number): ContactWhole | undefined {
    return this.#byId.get(id);
  }

  put(contact: ContactWhole) {
    this.#byId.set(contact.id, contact);
    this.#fresh.add(contact.id);
  }

  isFresh(id: number): boolean {
    return this.#fresh.has(id);
  }

  /** Changes were missed: what shows one reads it again. */
  doubt() {
    this.#fresh.clear();
  }

  forget() {
    this.#byId.clear();
    this.#fresh.clear();
  }

  /** Reads it if nobody has, or if a change may have been missed. One that cannot be read stays unknown. */
  ensure(id: number): Promise<void> {
    if (this.isFresh(id)) return Promise.resolve();
    const reading = this.#reading.get(id) ?? this.#read(id);
    this.#reading.set(id, reading);
    return reading;
  }

  /** Only one that is in use is worth keeping right. */
  apply(contact: Contact) {
    const known = this.#byId.get(contact.id);
    if (known) this.#byId.set(contact.id, { ...known, ...contact });
  }

  async #read(id: number) {
    try {
      this.put(await readContact(id));
    } catch {
      // Whoever shows it does without.
    } finally {
      this.#reading.delete(id);
    }
  }
}

export const contacts = new Contacts();
