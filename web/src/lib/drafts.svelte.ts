import { SvelteMap } from 'svelte/reactivity';
import { session } from './session.svelte';

export type Mode = 'reply' | 'note';

const place = (conversation: number, mode: Mode) =>
  `deskbell.draft.${session.me?.id ?? 0}.${conversation}.${mode}`;

/** What has been written since the page began; the storage holds what was written before. */
const written = new SvelteMap<string, string>();

/** What was begun and not sent, kept in this browser. */
export function readDraft(conversation: number, mode: Mode): string {
  const at = place(conversation, mode);
  return written.get(at) ?? stored(at);
}

function stored(at: string): string {
  try {
    return localStorage.getItem(at) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(conversation: number, mode: Mode, text: string) {
  const at = place(conversation, mode);
  written.set(at, text);
  try {
    if (text.trim()) localStorage.setItem(at, text);
    else localStorage.removeItem(at);
  } catch {
    // Without storage a draft lasts as long as the page.
  }
}
