import type { SearchHit } from '../api/types';
import { listConversations, search } from '../api/requests';
import { router } from '../lib/router.svelte';
import { conversationPath, searchPath } from '../lib/routes';
import { t } from '../lib/i18n.svelte';
import { toasts } from '../lib/toasts.svelte';
import type { Act } from './acts';

const LETTERS_MIN = 2;
const SHOWN_MAX = 5;
const DEBOUNCE_MS = 150;

/** What the search knows about what is typed into the palette. */
export class Finding {
  #hits: SearchHit[] = $state.raw([]);
  #typed = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** For an effect: what it gives back ends the question. */
  ask(typed: string): () => void {
    const wanted = typed.trim();
    const asked = ++this.#asked;
    this.#typed = wanted;
    if (wanted.length < LETTERS_MIN) this.#hits = [];
    else this.#timer = setTimeout(() => void this.#read(wanted, asked), DEBOUNCE_MS);
    return () => clearTimeout(this.#timer);
  }

  async #read(wanted: string, asked: number) {
    try {
      const { items } = await search(wanted);
      if (asked === this.#asked) this.#hits = items.slice(0, SHOWN_MAX);
    } catch {
      if (asked === this.#asked) this.#hits = [];
    }
  }

  get acts(): Act[] {
    const typed = this.#typed;
    if (typed.length < LETTERS_MIN) return [];
    const everything: Act = {
      key: 'find everything',
      group: 'found',
      text: t('palette.everything', { typed }),
      run: () => router.go(searchPath(typed)),
    };
    return [...this.#hits.map((hit, at) => actOf(hit, at, typed)), everything];
  }
}

function actOf(hit: SearchHit, at: number, query: string): Act {
  const contact = hit.conversation?.contact ?? hit.contact;
  const words = hit.snippet.map(({ text }) => text).join('');
  return {
    key: `hit ${at}`,
    group: 'found',
    text: contact?.name ?? words,
    more: words,
    run: () => void open(hit, query),
  };
}

/** A contact is opened where it was last spoken with, or else on its own page. */
async function open({ conversation, contact, entry_id: entry }: SearchHit, query: string) {
  if (conversation) return router.go(conversationPath(conversation.id, { query, entry: entry ?? null }));
  if (!contact) return;
  try {
    const [newest] = (await listConversations({ contact: contact.id, sort: 'newest', limit: 1 })).items;
    router.go(newest ? conversationPath(newest.id) : `/contacts/${contact.id}`);
  } catch (error) {
    toasts.problem(error);
  }
}
