import type { SearchHit } from '../api/types';
import { search } from '../api/requests';

const DEBOUNCE_MS = 120;

/** The answers to what is being typed; an answer that comes late is dropped. */
export class Results {
  hits: SearchHit[] = $state.raw([]);
  total: number | null = $state(null);
  /** Terms that name nothing. */
  unknown: string[] = $state.raw([]);
  searching = $state(false);
  failed = $state(false);
  /** What the hits are the answer to. */
  answered = $state('');
  #cursor: string | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  ask(query: string) {
    const wanted = query.trim();
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (!wanted) {
      this.hits = [];
      this.answered = '';
      this.searching = false;
      return;
    }
    this.searching = true;
    this.#timer = setTimeout(() => void this.#read(wanted), DEBOUNCE_MS);
  }

  async more() {
    if (this.#cursor === null || this.searching) return;
    this.searching = true;
    await this.#read(this.answered, this.#cursor);
  }

  async #read(query: string, cursor?: string) {
    const asked = this.#asked;
    try {
      const page = await search(query, cursor);
      if (asked !== this.#asked) return;
      this.hits = cursor ? [...this.hits, ...page.items] : page.items;
      this.total = page.total;
      this.unknown = page.unknown_terms;
      this.#cursor = page.next_cursor;
      this.answered = query;
      this.failed = false;
    } catch {
      if (asked === this.#asked) this.failed = true;
    } finally {
      if (asked === this.#asked) this.searching = false;
    }
  }
}
