import { clock } from './clock.svelte';
import { newKey, Problem } from '../api/client';
import { addNote, sendMessage } from '../api/desk';
import type { Entry } from '../api/types';
import { draftAnswered, draftSending } from './drafts.svelte';
import { t } from './i18n.svelte';
import { Outbox, WINDOW_CODES, type Draft, type OutboxItem } from './outbox';
import { router } from './router.svelte';
import { conversationPath } from './routes';
import { session } from './session.svelte';
import { conversations } from './store/conversations.svelte';
import { applyMade } from './store/timelines.svelte';
import { toasts } from './toasts.svelte';
import { refusals } from './windowRefusals.svelte';

const RETRY_MS = 8_000;

/** The outbox of the signed-in agent, as the screen sees it. */
class OutboxOnScreen {
  items: readonly OutboxItem[] = $state.raw([]);
  #outbox: Outbox | null = null;
  /** How often it was opened: of an earlier time nothing is shown. */
  #opened = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  open(agent: number) {
    this.#opened += 1;
    const opened = this.#opened;
    this.#outbox = new Outbox({
      storage: localStorage,
      prefix: `deskbell.outbox.${agent}.`,
      send,
      changed: (items) => {
        if (opened === this.#opened) this.items = items;
      },
      newKey,
      now: () => new Date(clock.now).toISOString(),
    });
    this.#outbox.flush();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.flush(), RETRY_MS);
    addEventListener('beforeunload', this.#askToStay);
    document.addEventListener('visibilitychange', this.#letGo);
    session.leaving = this.#drainAll;
  }

  /** What is held would lie there until the desk is opened again. */
  #askToStay = (event: BeforeUnloadEvent) => {
    if (this.items.some(({ state }) => state === 'held')) event.preventDefault();
  };

  /** What waits is kept for the next time. */
  close() {
    clearInterval(this.#timer);
    removeEventListener('beforeunload', this.#askToStay);
    document.removeEventListener('visibilitychange', this.#letGo);
    session.leaving = null;
    this.#opened += 1;
    this.#outbox = null;
    this.items = [];
  }

  of(conversation: number): OutboxItem[] {
    return this.items.filter((item) => item.conversationId === conversation && !item.isReturned);
  }

  /** What could not go and belongs into the composer again. */
  returned(conversation: number): OutboxItem[] {
    return this.items.filter((item) => item.conversationId === conversation && item.isReturned);
  }

  add(draft: Draft) {
    session.markOwnAct(draft.conversationId);
    this.#outbox?.add(draft);
  }

  /** Sends it a moment later; until then it can be taken back. */
  hold(draft: Draft, forMs: number) {
    session.markOwnAct(draft.conversationId);
    this.#outbox?.hold(draft, forMs);
  }

  release(key: string) {
    this.#outbox?.release(key);
  }

  /** Whether something to these has not gone out yet, and may by itself. */
  hasWritten(conversations: readonly number[]): boolean {
    return this.items.some(
      ({ conversationId, state }) =>
        conversations.includes(conversationId) &&
        (state === 'held' || state === 'sending' || state === 'waiting'),
    );
  }

  /** What was written to these goes out before anything else happens to them. */
  async drain(conversations: readonly number[]) {
    const written = conversations.filter((id) => this.items.some((item) => item.conversationId === id));
    await Promise.all(written.map((id) => this.#outbox?.drain(id)));
  }

  #drainAll = () => this.drain([...new Set(this.items.map(({ conversationId }) => conversationId))]);

  /** Who looks away means what was sent: on a phone, the page may be gone in a moment. */
  #letGo = () => {
    if (document.hidden) for (const { key, state } of this.items) if (state === 'held') this.release(key);
  };

  /** The last one of a conversation that can still be taken back. */
  heldIn(conversation: number): OutboxItem | undefined {
    return this.of(conversation).findLast(({ state }) => state === 'held');
  }

  flush() {
    if (this.items.some((item) => item.state === 'waiting' || item.state === 'sending'))
      this.#outbox?.flush();
  }

  sendAgain(key: string) {
    const item = this.items.find((one) => one.key === key);
    if (item) this.#outbox?.sendAgain(key, conversations.get(item.conversationId)?.last_seq ?? item.seenSeq);
  }

  discard(key: string): OutboxItem | undefined {
    return this.#outbox?.discard(key);
  }

  leave(key: string) {
    this.#outbox?.leave(key);
  }

  /** An entry has come: if it is one of ours, it no longer waits. */
  settle(entry: Entry) {
    if (entry.client_key) this.#outbox?.discard(entry.client_key);
  }
}

async function send(item: OutboxItem) {
  const mode = item.kind === 'note' ? 'note' : 'reply';
  draftSending(item.conversationId, mode);
  let wasSent = false;
  try {
    // Drawn before the item leaves the outbox, so that the bubble never blinks.
    applyMade(await ask(item));
    wasSent = true;
  } catch (error) {
    if (error instanceof Problem && WINDOW_CODES.includes(error.code)) tellOfWindow(item.conversationId);
    else if (error instanceof Problem && !error.isTemporary && error.status !== 401)
      tellElsewhere(item.conversationId, 'send.refusedTo');
    throw error;
  } finally {
    draftAnswered(item.conversationId, mode, wasSent, item.head !== undefined);
  }
}

/** The composer turns by itself where it is on the screen; elsewhere the agent would not hear of it. */
function tellOfWindow(id: number) {
  refusals.note(id);
  tellElsewhere(id, 'composer.cameBackTo');
}

/** What became of a message whose conversation the agent has left. */
function tellElsewhere(id: number, text: 'composer.cameBackTo' | 'send.refusedTo') {
  const { route } = router;
  if (route.screen === 'desk' && route.conversation === id) return;
  const name = conversations.get(id)?.contact.name ?? `#${id}`;
  toasts.show({
    text: t(text, { name }),
    tone: 'danger',
    action: { text: t('notice.open'), run: () => router.go(conversationPath(id)) },
  });
}

function ask(item: OutboxItem): Promise<Entry> {
  return item.kind === 'note'
    ? addNote(item.conversationId, item.text, item.mentions ?? [], item.key)
    : sendMessage(
        item.conversationId,
        {
          // The text of a template is made by the server.
          text: item.extras?.template ? '' : item.text,
          ...item.extras,
          ...item.head,
          ...(item.seenSeq === null ? {} : { seen_seq: item.seenSeq }),
          ...(item.attachments ? { attachment_ids: item.attachments.map(({ id }) => id) } : {}),
        },
        item.key,
      );
}

export const outbox = new OutboxOnScreen();
