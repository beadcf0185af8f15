import { listMails, retryMail, type InboxMail } from '../../api/mail';
import { t } from '../../lib/i18n.svelte';
import { toasts, wordsFor } from '../../lib/toasts.svelte';

export const LISTED = ['failed', 'skipped', 'stray', 'waiting'] as const;
export type Listed = (typeof LISTED)[number];

/** The mails of an inbox that are in one state, as far as they were read. */
export class Mails {
  items: InboxMail[] = $state.raw([]);
  next: string | null = $state.raw(null);
  isLoaded = $state(false);
  problem = $state('');
  #asked = 0;

  constructor(private readonly inboxId: number) {}

  async load(state: Listed) {
    const asked = (this.#asked += 1);
    try {
      const page = await listMails(this.inboxId, state);
      if (asked !== this.#asked) return;
      this.items = page.items;
      this.next = page.next_cursor;
      this.problem = '';
      this.isLoaded = true;
    } catch (error) {
      if (asked === this.#asked) this.problem = wordsFor(error);
    }
  }

  async more(state: Listed) {
    const asked = this.#asked;
    if (this.next === null) return;
    try {
      const page = await listMails(this.inboxId, state, this.next);
      if (asked !== this.#asked) return;
      this.items = [...this.items, ...page.items];
      this.next = page.next_cursor;
    } catch (error) {
      toasts.problem(error);
    }
  }

  /** It leaves the list: what became of it shows where it belongs then. */
  async retry(id: number) {
    try {
      await retryMail(this.inboxId, id);
      this.items = this.items.filter((mail) => mail.id !== id);
      toasts.show({ text: t('mailList.retried') });
    } catch (error) {
      toasts.problem(error);
    }
  }
}
