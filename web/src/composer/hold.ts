import type { Channel, Conversation } from '../api/types';
import { draftHeld, draftSent, type Mode } from '../lib/drafts.svelte';
import type { Draft } from '../lib/outbox';
import { outbox } from '../lib/outbox.svelte';
import { preferences } from '../lib/preferences.svelte';

/** For so long a reply can be taken back. */
const HOLD_MS = 5_000;

/** How long a reply on this channel is held back before it goes. */
export function holdOf(channel: Channel): number {
  const undoes = preferences.get('undoes');
  return undoes === 'everything' || (undoes === 'mails' && channel === 'email') ? HOLD_MS : 0;
}

/** Sends it, or holds a reply back for a moment. */
export function goOut({ id }: Conversation, mode: Mode, written: Draft, holdMs: number) {
  if (mode === 'reply' && holdMs > 0) {
    outbox.hold(written, holdMs);
    draftHeld(id, mode);
  } else {
    outbox.add(written);
    draftSent(id, mode);
  }
}
