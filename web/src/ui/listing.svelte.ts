import type { Page } from '../api/types';
import { configuration } from '../lib/store/configuration.svelte';
import { wordsFor } from '../lib/toasts.svelte';

/** A short list that one page shows and changes. */
export class Listing<Item extends { id: number }> {
  items: Item[] = $state.raw([]);
  isLoaded = $state(false);
  problem = $state('');
  readonly #read: () => Promise<Page<Item>>;

  /** `what` it is in the events that tell of a change: then it is read again. */
  constructor(read: () => Promise<Page<Item>>, what?: 'hours' | 'routing_rules' | 'attributes' | 'api_keys') {
    this.#read = read;
    if (what) this.#follow(what);
    else void this.load();
  }

  #follow(what: string) {
    configuration.watch(what);
    $effect(() => {
      configuration.of(what);
      void this.load();
    });
  }

  async load() {
    try {
      this.items = (await this.#read()).items;
      this.problem = '';
    } catch (error) {
      this.problem = wordsFor(error);
    } finally {
      this.isLoaded = true;
    }
  }

  get(id: number | null | undefined): Item | undefined {
    return this.items.find((item) => item.id === id);
  }

  put(item: Item) {
    const isKnown = this.items.some(({ id }) => id === item.id);
    this.items = isKnown ? this.items.map((one) => (one.id === item.id ? item : one)) : [...this.items, item];
  }

  drop(id: number) {
    this.items = this.items.filter((item) => item.id !== id);
  }
}
