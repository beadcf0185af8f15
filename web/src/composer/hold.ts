import type { Channel } from '../api/types';
import { preferences } from '../lib/preferences.svelte';

/** For so long a reply can be taken back. */
const HOLD_MS = 5_000;

/** How long a reply on this channel is held back before it goes. */
export function holdOf(channel: Channel): number {
  const undoes = preferences.get('undoes');
  return undoes === 'everything' || (undoes === 'mails' && channel === 'email') ? HOLD_MS : 0;
}
