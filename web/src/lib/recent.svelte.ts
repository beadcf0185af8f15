import { session } from './session.svelte';

const KEPT_MAX = 8;

const place = () => `deskbell.searches.${session.me?.id ?? 0}`;

/** What this agent searched for lately in this browser, the last first; kept when it led somewhere. */
class Recent {
  #all: { of: string; queries: string[] } = $state.raw({ of: '', queries: [] });

  get all(): string[] {
    return this.#all.of === place() ? this.#all.queries : read(place());
  }

  keep(query: string) {
    const wanted = query.trim();
    if (wanted) this.#store([wanted, ...this.all.filter((one) => one !== wanted)].slice(0, KEPT_MAX));
  }

  forget() {
    this.#store([]);
  }

  #store(queries: string[]) {
    this.#all = { of: place(), queries };
    try {
      localStorage.setItem(place(), JSON.stringify(queries));
    } catch {
      // Without storage they last as long as the page.
    }
  }
}

function read(from: string): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(from) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

export const recent = new Recent();
