import { SvelteMap } from 'svelte/reactivity';
import { listHours } from '../../api/requests';
import type { Hours, Queue } from '../../api/types';
import { clock } from '../clock.svelte';

/** A browser's timer takes no longer time. */
const TIMER_MAX_MS = 86_400_000;
/** What was to change by now is asked for again, but not at once. */
const TIMER_MIN_MS = 5_000;

/** Which queues are open now. Nobody tells when one opens or closes: its hours are read again at that moment. */
class Openings {
  #hours = new SvelteMap<number, Hours>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load() {
    clearTimeout(this.#timer);
    const page = await listHours().catch(() => null);
    if (page) {
      this.#hours.clear();
      for (const hours of page.items) this.#hours.set(hours.id, hours);
    }
    const changes = [...this.#hours.values()].flatMap(({ changes_at }) =>
      changes_at ? [Date.parse(changes_at)] : [],
    );
    if (changes.length === 0) return;
    const wait = Math.min(...changes) - clock.now;
    this.#timer = setTimeout(() => void this.load(), Math.max(TIMER_MIN_MS, Math.min(TIMER_MAX_MS, wait)));
  }

  isClosed(queue: Queue): boolean {
    return !(this.#of(queue) ?? queue).is_open;
  }

  /** When it opens next; null while it is open, or if it never does. */
  opensAt(queue: Queue): string | null {
    const hours = this.#of(queue);
    if (!hours) return queue.opens_at;
    return hours.is_open ? null : hours.changes_at;
  }

  #of({ hours_id }: Queue): Hours | undefined {
    return hours_id === null ? undefined : this.#hours.get(hours_id);
  }
}

export const openings = new Openings();
