/** What an agent has changed above the mails that he writes, until they are sent. */
import { SvelteMap } from 'svelte/reactivity';

export interface ChosenHead {
  /** Null: the usual one. */
  to: string | null;
  subject: string | null;
}

const USUAL: ChosenHead = { to: null, subject: null };
const heads = new SvelteMap<number, ChosenHead>();

export const chosenHead = (conversation: number): ChosenHead => heads.get(conversation) ?? USUAL;

export function chooseHead(conversation: number, changed: Partial<ChosenHead>) {
  const head = { ...chosenHead(conversation), ...changed };
  if (head.to === null && head.subject === null) heads.delete(conversation);
  else heads.set(conversation, head);
}

export const forgetHead = (conversation: number) => heads.delete(conversation);
