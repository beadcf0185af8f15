import { SvelteSet } from 'svelte/reactivity';

const kept = new Map<number, SvelteSet<string>>();

/**
 * What looks like a variable in the reply of a conversation and is meant as it stands: it came with a value, or
 * the agent has said so. A reload forgets it, and the agent is asked once more.
 */
export function asWrittenIn(conversation: number): SvelteSet<string> {
  const literals = kept.get(conversation) ?? new SvelteSet<string>();
  kept.set(conversation, literals);
  return literals;
}
