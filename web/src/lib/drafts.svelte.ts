import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { listDrafts, putDraft } from '../api/desk';
import type { Draft } from '../api/types';
import { DraftKeeper, PARTS_OF, type Mode, type Part, type Parts } from './draftKeeper';

export type { Mode };

/** As the screen shows them. */
const shown = new SvelteMap<number, Parts>();
/** The parts that are in this browser alone, each as `7.reply`. */
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
    changed: (conversation, parts) => shown.set(conversation, parts),
    troubled: (conversation, part, isUnsaved) => {
      if (isUnsaved) unsaved.add(`${conversation}.${part}`);
      else unsaved.delete(`${conversation}.${part}`);
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

export const readDraft = (conversation: number, part: Part): string => shown.get(conversation)?.[part] ?? '';

export const isDraftUnsaved = (conversation: number, mode: Mode): boolean =>
  PARTS_OF[mode].some((part) => unsaved.has(`${conversation}.${part}`));

export function keepDraft(conversation: number, part: Part, text: string) {
  if (text !== readDraft(conversation, part)) keeper?.write(conversation, part, text);
}

export const draftSent = (conversation: number, mode: Mode) =>
  PARTS_OF[mode].forEach((part) => keeper?.sent(conversation, part));

/** It waits to be sent, and the server, which will not forget it before that, is told that nothing is begun any more. */
export const draftHeld = (conversation: number, mode: Mode) =>
  PARTS_OF[mode].forEach((part) => keepDraft(conversation, part, ''));

export const draftSending = (conversation: number, mode: Mode) =>
  PARTS_OF[mode].forEach((part) => keeper?.sending(conversation, part));

/** `hadHead`: it was a mail with a receiver or a subject of its own. */
export function draftAnswered(conversation: number, mode: Mode, wasSent: boolean, hadHead: boolean) {
  for (const part of PARTS_OF[mode]) {
    const isTold = part === mode || hadHead || readDraft(conversation, part) !== '';
    if (isTold) keeper?.answered(conversation, part, wasSent);
    else keeper?.settled(conversation, part);
  }
}

/** The connection is back. */
export const saveDrafts = () => keeper?.tryAgain();

export const applyDraft = (draft: Draft) => keeper?.take(draft);
