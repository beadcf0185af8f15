import { SvelteMap } from 'svelte/reactivity';
import type { Presence } from '../api/types';
import { live } from './live/live.svelte';
import { session } from './session.svelte';

/** Said again this often while somebody types. */
const TYPING_REPEATED_MS = 3_000;

/** Who looks at which conversation, and who writes there. */
class PresenceBoard {
  #byConversation = new SvelteMap<number, Presence[]>();
  #viewed: number | null = null;
  #typedAt = 0;

  /** The colleagues at a conversation. */
  at(conversation: number): Presence[] {
    const agents = this.#byConversation.get(conversation) ?? [];
    return agents.filter((agent) => agent.id !== session.me?.id && (agent.viewing || agent.typing));
  }

  put({ conversation_id, agents }: { conversation_id: number; agents: Presence[] }) {
    if (agents.length === 0) this.#byConversation.delete(conversation_id);
    else this.#byConversation.set(conversation_id, agents);
  }

  /** After a new connection the server tells everything anew, and must be told. */
  begin() {
    this.#byConversation.clear();
    if (this.#viewed !== null) live.say({ type: 'viewing', conversation_id: this.#viewed });
  }

  view(conversation: number | null) {
    if (conversation === this.#viewed) return;
    this.#viewed = conversation;
    this.#typedAt = 0;
    live.say({ type: 'viewing', conversation_id: conversation });
  }

  type(conversation: number, isNote: boolean) {
    if (Date.now() - this.#typedAt < TYPING_REPEATED_MS) return;
    this.#typedAt = Date.now();
    live.say({ type: 'typing', conversation_id: conversation, is_note: isNote });
  }
}

export const presence = new PresenceBoard();
