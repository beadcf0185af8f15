import { SvelteMap } from 'svelte/reactivity';
import type { Conversation } from '../api/types';
import { conversations } from './store/conversations.svelte';

/** By conversation, the end of the window that the server did not take any more. */
const told = new SvelteMap<number, string>();

const endOf = (conversation: Conversation | undefined) => String(conversation?.window_closes_at);

/** Where the server has said that the time to write is over; the customer's next message opens it anew. */
export const refusals = {
  note(conversation: number) {
    told.set(conversation, endOf(conversations.get(conversation)));
  },
  has(conversation: Conversation): boolean {
    return told.get(conversation.id) === endOf(conversation);
  },
};
