import { fetchTexts } from './i18n.svelte';
import type { Area } from '../locales/areas';

/** A part of the screen that is fetched, with what it says, when it is first needed. */
export interface Part<Shown> {
  /** It, as soon as it is here. */
  readonly shown: Shown | null;
  /** Gives it once it is here. After a failure the next call tries again. */
  fetch(): Promise<Shown>;
}

export function part<Shown>(file: () => Promise<{ default: Shown }>, ...areas: Area[]): Part<Shown> {
  let shown: Shown | null = null;
  let coming: Promise<Shown> | null = null;
  return {
    get shown() {
      return shown;
    },
    fetch: () => (coming ??= bring()),
  };

  async function bring() {
    try {
      const [found] = await Promise.all([file(), fetchTexts(...areas)]);
      return (shown = found.default);
    } catch (error) {
      coming = null;
      throw error;
    }
  }
}

/** Fetches them one after the other while the browser has nothing else to do, so that none is late when it is asked for. */
export function fetchAhead(parts: readonly Part<unknown>[]): () => void {
  const left = [...parts];
  let stopped = false;
  const whenIdle = (act: () => void) =>
    'requestIdleCallback' in window ? requestIdleCallback(act, { timeout: LONGEST_MS }) : setTimeout(act);
  const next = () => {
    const one = left.shift();
    if (!one || stopped) return;
    // What fails now is tried again when it is needed.
    void one.fetch().then(
      () => whenIdle(next),
      () => undefined,
    );
  };
  const timer = setTimeout(() => whenIdle(next), BEGUN_AFTER_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** By then the first screen stands. */
const BEGUN_AFTER_MS = 1_500;
const LONGEST_MS = 5_000;
