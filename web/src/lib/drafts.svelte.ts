import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { listDrafts, putDraft } from '../api/desk';
import type { Draft } from '../api/types';
import { DraftKeeper, type Halves, type Mode } from './draftKeeper';

export type { Mode };

/** As the screen shows them. */
const shown = new SvelteMap<number, Halves>();
/** The halves that are in this browser alone, each as `7.reply`. */
const unsaved = new SvelteSet<string>();
let keeper: DraftKeeper | null = null;

/** Opens the drafts of the agent who has signed in, first those of this browser and then the server's. */
export function openDrafts(agent: number) {
  shown.clear();
  unsaved.clear();
  keeper = new DraftKeeper({
    storage: localStorage,
    prefix: `deskbell.drafts.${agent}.`,
    put: putDraft,
    changed: (conversation, halves) => shown.set(conversation, halves),
    troubled: (conversation, mode, isUnsaved) => {
      if (isUnsaved) unsaved.add(`${conversation}.${mode}`);
      else unsaved.delete(`${conversation}.${mode}`);
    },
  });
  for (const conversation of keeper.all()) shown.set(conversation, keeper.read(conversation));
  void readDrafts();
}

/** Asks the server again, after a gap in the connection. */
export async function readDrafts() {
  try {
    keeper?.takeAll((await listDrafts()).items);
  } catch {
    // This browser's own copies do until the next time.
  }
}

export const readDraft = (conversation: number, mode: Mode): string => shown.get(conversation)?.[mode] ?? '';

export const isDraftUnsaved = (conversation: number, mode: Mode): boolean =>
  unsaved.has(`${conversation}.${mode}`);

export function keepDraft(conversation: number, mode: Mode, text: string) {
  if (text !== readDraft(conversation, mode)) keeper?.write(conversation, mode, text);
}

export const draftSent = (conversation: number, mode: Mode) => keeper?.sent(conversation, mode);

export const draftSending = (conversation: number, mode: Mode) => keeper?.sending(conversation, mode);

export const draftAnswered = (conversation: number, mode: Mode, wasSent: boolean) =>
  keeper?.answered(conversation, mode, wasSent);

/** The connection is back. */
export const saveDrafts = () => keeper?.tryAgain();

export const applyDraft = (draft: Draft) => keeper?.take(draft);
