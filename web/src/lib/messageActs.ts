/** What an agent does to one message: asked of the server, shown at once, explained when refused. */
import { Problem } from '../api/client';
import * as requests from '../api/messages';
import type { Entry } from '../api/types';
import { t } from './i18n.svelte';
import { answering, applyMade } from './store/timelines.svelte';
import { toasts } from './toasts.svelte';

async function tryTo({ id }: Entry, request: () => Promise<Entry>): Promise<Entry | null> {
  const answer = answering(id);
  try {
    const entry = await request();
    answer(() => entry);
    return entry;
  } catch (error) {
    toasts.problem(error);
    return null;
  }
}

/** The customer sees one emoji of ours under a message; the same one again takes it back. */
export const react = (entry: Entry, emoji: string) => {
  const isTakenBack = ownReaction(entry)?.emoji === emoji;
  return tryTo(entry, () =>
    isTakenBack ? requests.removeReaction(entry) : requests.putReaction(entry, emoji),
  );
};

export const ownReaction = (entry: Entry) => entry.reactions.find(({ by }) => by === 'agent');

export const retryFile = (entry: Entry, place: number) =>
  tryTo(entry, () => requests.retryFile(entry, place));

/** A message takes reactions for so long; the server looks again. */
const REACTION_MS_MAX = 30 * 86_400_000;

export const mayReactTo = (entry: Entry, now: number) =>
  entry.direction === 'inbound' && !entry.deleted_at && Date.parse(entry.at) + REACTION_MS_MAX > now;

/** What Meta has refused for good: sent again, it would count against the number. */
export const FINAL_CODES: readonly number[] = [130472, 131049];

/** What failed, or may have; once. `mayWrite`: whether a free text may go; a template always may. */
export const maySendAgain = ({ resent_as, outside, delivery, rich }: Entry, mayWrite: boolean) =>
  resent_as === null &&
  !outside &&
  (delivery?.status === 'failed' || delivery?.status === 'unknown') &&
  !FINAL_CODES.includes(delivery.code ?? 0) &&
  (mayWrite || rich?.type === 'template');

/** Of one whose fate nobody knows, somebody may know. */
export const mayMarkAsSent = ({ outside, delivery }: Entry) => !outside && delivery?.status === 'unknown';

export const markAsSent = (entry: Entry) => tryTo(entry, () => requests.markAsSent(entry));

/** Whoever sends something again whose fate is unknown has been asked by `isSure`. */
export async function sendAgain(entry: Entry, isSure: () => Promise<boolean>): Promise<Entry | null> {
  const isDoubtful = entry.delivery?.status === 'unknown';
  if (isDoubtful && !(await isSure())) return null;
  try {
    return await resend(entry, isDoubtful);
  } catch (error) {
    // It may have become doubtful since it was drawn.
    const isAsked = error instanceof Problem && error.code === 'fate_unknown' && !isDoubtful;
    if (!isAsked) return explain(error);
    if (!(await isSure())) return null;
    return resend(entry, true).catch(explain);
  }
}

async function resend(entry: Entry, acceptDoubt: boolean): Promise<Entry> {
  const answer = answering(entry.id);
  const again = await requests.resend(entry, acceptDoubt);
  answer((known) => ({ ...known, resent_as: again.id }));
  applyMade(again);
  toasts.show({ text: t('delivery.againDone') });
  return again;
}

function explain(error: unknown): null {
  toasts.problem(error);
  return null;
}
