/** Reads timelines before they are opened: of the row that is pointed at, and of those beside the open one. */
import { live } from './live/live.svelte';
import { conversations } from './store/conversations.svelte';
import { timelineAhead, type Timeline } from './store/timelines.svelte';

/** What is only passed over is not read. */
const REST_MS = 60;
const AT_ONCE_MAX = 2;

class Ahead {
  /** The one begun first stands first. */
  #running: Timeline[] = [];
  #resting: ReturnType<typeof setTimeout> | undefined;
  #beside: ReturnType<typeof setTimeout> | undefined;

  /** The pointer or the keys are at this row now, or at none. */
  rest(id: number | null | undefined) {
    clearTimeout(this.#resting);
    if (id !== null && id !== undefined) this.#resting = setTimeout(() => this.read(id), REST_MS);
  }

  /** Those beside the open one, once the agent stays at it. */
  beside(ids: number[]) {
    clearTimeout(this.#beside);
    this.#beside = setTimeout(() => ids.forEach((id) => this.read(id)), REST_MS);
  }

  /** One that is opened is waited for; what else is on its way would only hold it up. */
  opened(id: number) {
    clearTimeout(this.#resting);
    for (const timeline of this.#running) if (timeline.id !== id) timeline.abandon();
    this.#running = [];
  }

  /** One that nobody has opened gives way to a newer one. */
  read(id: number) {
    if (!live.stands || isSaving() || !conversations.get(id)) return;
    const timeline = timelineAhead(id);
    if (timeline.loaded || timeline.isReading) return;
    while (this.#running.length >= AT_ONCE_MAX) this.#running.shift()?.abandon();
    this.#running.push(timeline);
    void timeline.readAhead().then(() => {
      this.#running = this.#running.filter((other) => other !== timeline);
    });
  }
}

/** The agent, or the connection, has asked to be sparing. */
function isSaving(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

export const ahead = new Ahead();
