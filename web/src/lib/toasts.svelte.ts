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
  #next = 1;

  show(toast: Omit<Toast, 'id'>, milliseconds = SHOWN_MS): number {
    const id = this.#next++;
    const others = this.shown.filter((one) => !toast.about || one.about !== toast.about);
    this.shown = [...others, { ...toast, id }].slice(-SHOWN_AT_ONCE_MAX);
    setTimeout(() => this.hide(id), milliseconds);
    return id;
  }

  hide(id: number) {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** What it told is no longer so. */
  takeBack(about: string) {
    this.shown = this.shown.filter((toast) => toast.about !== about);
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

export const toasts = new Toasts();
