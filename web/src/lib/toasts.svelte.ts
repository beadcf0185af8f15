import { Problem } from '../api/client';
import { t } from './i18n.svelte';

const SHOWN_MS = 6_000;
const SHOWN_AT_ONCE_MAX = 3;

export interface Toast {
  id: number;
  text: string;
  detail?: string;
  tone?: 'plain' | 'danger';
  /** What it is about: a newer one takes its place, and it can be taken back. */
  about?: string;
  action?: { text: string; run: () => void };
}

class Toasts {
  shown: Toast[] = $state.raw([]);
  /** How much of the screen's height they take: what lies there gives way. */
  height = $state(0);
  #next = 1;
  /** By toast, how long it is shown and the timer that ends that. */
  readonly #ends = new Map<number, { milliseconds: number; timer: ReturnType<typeof setTimeout> }>();
  /** Somebody points at one or has the focus in one: none goes away under the hand. */
  #isHeld = false;

  show(toast: Omit<Toast, 'id'>, milliseconds = SHOWN_MS): number {
    const id = this.#next++;
    const others = this.shown.filter((one) => !toast.about || one.about !== toast.about);
    this.#keep([...others, { ...toast, id }].slice(-SHOWN_AT_ONCE_MAX));
    this.#begin(id, milliseconds);
    return id;
  }

  hide(id: number) {
    this.#keep(this.shown.filter((toast) => toast.id !== id));
  }

  /** What it told is no longer so. */
  takeBack(about: string) {
    this.#keep(this.shown.filter((toast) => toast.about !== about));
  }

  hold() {
    this.#isHeld = true;
    for (const { timer } of this.#ends.values()) clearTimeout(timer);
  }

  /** Each has its whole time again. */
  release() {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    for (const [id, { milliseconds }] of this.#ends) this.#begin(id, milliseconds);
  }

  #begin(id: number, milliseconds: number) {
    clearTimeout(this.#ends.get(id)?.timer);
    const timer = setTimeout(() => this.hide(id), milliseconds);
    if (this.#isHeld) clearTimeout(timer);
    this.#ends.set(id, { milliseconds, timer });
  }

  #keep(toasts: Toast[]) {
    this.shown = toasts;
    for (const [id, { timer }] of this.#ends) {
      if (toasts.some((toast) => toast.id === id)) continue;
      clearTimeout(timer);
      this.#ends.delete(id);
    }
  }

  /** Says why something that was asked for did not happen. */
  problem(error: unknown) {
    this.show({ text: wordsFor(error), tone: 'danger' });
  }
}

export function wordsFor(error: unknown): string {
  if (error instanceof Problem) return error.code === 'offline' ? t('problem.offline') : error.message;
  return String(error);
}

/** Which field of what was sent is wrong, if the server says so. */
export const fieldOf = (error: unknown): string | null => (error instanceof Problem ? error.field : null);

export const toasts = new Toasts();
