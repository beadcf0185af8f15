import { SvelteSet } from 'svelte/reactivity';

/** The conversations that are ticked, to do one thing to all of them. */
class Selection {
  readonly ids = new SvelteSet<number>();
  #anchor: number | null = null;

  get list(): number[] {
    return [...this.ids];
  }

  toggle(id: number) {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = id;
  }

  /** Everything between the last one and this one; `order` gives the rows as they stand. */
  extend(id: number, indexOf: (id: number) => number, slice: (start: number, end: number) => number[]) {
    const from = this.#anchor === null ? -1 : indexOf(this.#anchor);
    const to = indexOf(id);
    if (from < 0 || to < 0) return this.toggle(id);
    for (const one of slice(Math.min(from, to), Math.max(from, to) + 1)) this.ids.add(one);
    this.#anchor = id;
  }

  clear() {
    this.ids.clear();
    this.#anchor = null;
  }
}

export const selection = new Selection();
