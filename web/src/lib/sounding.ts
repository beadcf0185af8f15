import { preferences } from './preferences.svelte';
import { ring } from './sound';

const AGAIN_EVERY_MS = 30_000;

const sound = () => ring(preferences.get('tone'), preferences.get('volume'));

/** When this agent wants to hear something. */
export const sounding = {
  /** `isForAll`: it came for everybody of a queue, and not for this agent alone. */
  ring(isForAll: boolean) {
    const wanted = preferences.get('soundFor');
    if (wanted === 'all' || (wanted === 'mine' && !isForAll)) sound();
  },

  /** So that the agent hears what was chosen. */
  try: sound,

  /** Sounds again until the agent looks; gives back what ends it. */
  again(): () => void {
    if (!preferences.get('repeats') || preferences.get('soundFor') === 'off') return () => {};
    const timer = setInterval(sound, AGAIN_EVERY_MS);
    return () => clearInterval(timer);
  },
};
