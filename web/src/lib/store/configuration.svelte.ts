import { SvelteMap } from 'svelte/reactivity';

/** What only its own page shows is not kept: it is read again when somebody has changed it. */
class ConfigurationChanges {
  #counts = new SvelteMap<string, number>();

  /** How often this has changed since the page began; reading it makes an effect depend on it. */
  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  note(what: string) {
    this.#counts.set(what, this.of(what) + 1);
  }

  /** Whatever was missed may have changed anything. */
  noteAll() {
    for (const what of this.#counts.keys()) this.note(what);
  }

  /** From now on it is counted. */
  watch(what: string) {
    if (!this.#counts.has(what)) this.#counts.set(what, 0);
  }
}

export const configuration = new ConfigurationChanges();
