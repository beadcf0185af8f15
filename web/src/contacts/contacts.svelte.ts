import { listContacts, type FullContact } from '../api/contacts';
import { wordsFor } from '../lib/toasts.svelte';

const PAGE_SIZE = 50;
const TYPING_MS = 180;

/** The people that fit what is searched for, page by page. */
export class Contacts {
  items: FullContact[] = $state.raw([]);
  typed = $state('');
  onlyBlocked = $state(false);
  isLoaded = $state(false);
  isBusy = $state(false);
  problem = $state('');
  #cursor: string | null = $state.raw(null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    void this.search();
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** Once the agent has stopped typing. */
  searchSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.search(), TYPING_MS);
  }

  search = () => this.#read(null);
  more = () => this.#read(this.#cursor);

  put(contact: FullContact) {
    const isKnown = this.items.some(({ id }) => id === contact.id);
    this.items = isKnown
      ? this.items.map((one) => (one.id === contact.id ? contact : one))
      : [contact, ...this.items];
  }

  async #read(cursor: string | null) {
    this.#asked += 1;
    const mine = this.#asked;
    this.isBusy = true;
    try {
      const blocked = this.onlyBlocked ? { blocked: true } : {};
      const page = await listContacts({
        q: this.typed.trim(),
        ...blocked,
        limit: PAGE_SIZE,
        ...(cursor ? { cursor } : {}),
      });
      // An answer to what is no longer asked would overwrite the newer one.
      if (mine !== this.#asked) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.#cursor = page.next_cursor;
      this.problem = '';
    } catch (error) {
      if (mine === this.#asked) this.problem = wordsFor(error);
    } finally {
      if (mine === this.#asked) {
        this.isBusy = false;
        this.isLoaded = true;
      }
    }
  }
}
