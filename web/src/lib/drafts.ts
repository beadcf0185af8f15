import { session } from './session.svelte';

export type Mode = 'reply' | 'note';

const place = (conversation: number, mode: Mode) =>
  `deskbell.draft.${session.me?.id ?? 0}.${conversation}.${mode}`;

/** What was begun and not sent, kept in this browser. */
export function readDraft(conversation: number, mode: Mode): string {
  try {
    return localStorage.getItem(place(conversation, mode)) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(conversation: number, mode: Mode, text: string) {
  try {
    if (text.trim()) localStorage.setItem(place(conversation, mode), text);
    else localStorage.removeItem(place(conversation, mode));
  } catch {
    // Without storage a draft lasts as long as the page.
  }
}
