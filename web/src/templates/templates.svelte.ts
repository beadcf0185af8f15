import { SvelteMap } from 'svelte/reactivity';
import { listTemplates, type Template } from '../api/sending';
import { wordsFor } from '../lib/toasts.svelte';

/** More than a provider lets anybody have are not asked for. */
const PAGES_MAX = 100;

export interface Shelf {
  items: readonly Template[];
  isLoaded: boolean;
  problem: string;
}

const EMPTY: Shelf = { items: [], isLoaded: false, problem: '' };

/** The templates of each inbox, as far as they have been asked for. */
class Templates {
  #shelves = new SvelteMap<number, Shelf>();
  #loading = new Map<number, Promise<void>>();

  of(inbox: number): Shelf {
    return this.#shelves.get(inbox) ?? EMPTY;
  }

  /** Reads them anew; what is shown stays until they are there. */
  load(inbox: number): Promise<void> {
    const loading = this.#loading.get(inbox) ?? this.#read(inbox).finally(() => this.#loading.delete(inbox));
    this.#loading.set(inbox, loading);
    return loading;
  }

  async #read(inbox: number) {
    const items: Template[] = [];
    try {
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const { items: more, next_cursor } = await listTemplates(inbox, cursor);
        items.push(...more);
        if (next_cursor === null) break;
        cursor = next_cursor;
      }
      this.#shelves.set(inbox, { items, isLoaded: true, problem: '' });
    } catch (error) {
      this.#shelves.set(inbox, { ...this.of(inbox), problem: wordsFor(error) });
    }
  }
}

export const templates = new Templates();
