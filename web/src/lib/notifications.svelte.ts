import type { Agent, Conversation, Entry } from '../api/types';
import { reasonText } from './activity';
import { t } from './i18n.svelte';
import { noticeLog } from './noticeLog.svelte';
import { NOTICE_KINDS, noticeOfConversation, noticeOfEntry, type Notice } from './notices';
import { preferences } from './preferences.svelte';
import { previewText } from './preview';
import { router } from './router.svelte';
import { conversationPath } from './routes';
import { session } from './session.svelte';
import { ring } from './sound';
import { catalogue } from './store/catalogue.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts } from './toasts.svelte';

/** A hand-over is read, not glanced at. */
const HANDED_OVER_SHOWN_MS = 12_000;

const startedAt = Date.now();
/** By conversation, the newest entry that has been told of or looked at. */
const told = new Map<number, number>();
/** Entries that came before their conversation did. */
const early = new Map<number, Entry>();
const onDesktop = new Map<string, Notification>();

const context = () => ({ me: session.me!, startedAt, ownActs: session.acting });
const aboutOf = (kind: Notice['kind'], id: number) => `${kind}-${id}`;

export function noticeConversation(before: Conversation | undefined, now: Conversation) {
  if (!session.me) return;
  // Somebody has taken it: the news is old.
  if (now.state !== 'queued') takeBack(aboutOf('queued', now.id));
  tell(noticeOfConversation(before, now, context()));
  const entry = early.get(now.id);
  early.delete(now.id);
  if (entry) noticeEntry(entry);
}

export function noticeEntry(entry: Entry) {
  if (!session.me) return;
  const conversation = conversations.get(entry.conversation_id);
  if (!conversation) return void early.set(entry.conversation_id, entry);
  const newestTold = told.get(entry.conversation_id) ?? 0;
  const isSeen = isLookedAt(entry.conversation_id);
  const notice = noticeOfEntry(entry, conversation, context(), isSeen, newestTold);
  told.set(entry.conversation_id, Math.max(newestTold, entry.seq));
  tell(notice);
}

/** The system, or the agent in another browser, has changed the agent's availability. */
export function noticeAvailability(before: Agent['availability'], now: Agent['availability']) {
  if (before === now) return;
  const availability = t(`availability.${now}`);
  toasts.show({
    text: t('availability.changed', { availability }),
    detail: t('availability.changed.hint'),
    about: 'availability',
  });
}

/** It has been opened or read: what was told of it is no longer news. */
export function noticesSeen(conversation: number) {
  noticeLog.seen(conversation);
  for (const kind of NOTICE_KINDS) takeBack(aboutOf(kind, conversation));
}

export const shownConversation = () => (router.route.screen === 'desk' ? router.route.conversation : null);
const isLookedAt = (conversation: number) => document.hasFocus() && shownConversation() === conversation;

function takeBack(about: string) {
  toasts.takeBack(about);
  onDesktop.get(about)?.close();
  onDesktop.delete(about);
}

function tell(notice: Notice | null) {
  if (!notice) return;
  const { id } = notice.conversation;
  const words = wordsOf(notice);
  const path = conversationPath(id, { entry: notice.kind === 'mentioned' ? notice.entry.id : null });
  const about = aboutOf(notice.kind, id);
  const open = () => router.go(path);
  if (notice.kind !== 'queued' && notice.kind !== 'message')
    noticeLog.add({ ...words, id: notice.entry.id, conversation: id, path, isNew: !isLookedAt(id) });
  if (preferences.get('sound')) ring();
  if (document.hasFocus()) {
    const toast = {
      text: words.title,
      detail: words.body,
      about,
      action: { text: t('notice.open'), run: open },
    };
    toasts.show(toast, notice.kind === 'transferred' ? HANDED_OVER_SHOWN_MS : undefined);
  } else {
    showOnDesktop(words, id, about, open);
  }
}

function showOnDesktop(words: { title: string; body: string }, id: number, about: string, open: () => void) {
  if (!preferences.get('desktop') || !('Notification' in window) || Notification.permission !== 'granted')
    return;
  // The tag lets a later word of the same conversation take the earlier one's place.
  const shown = new Notification(words.title, {
    body: words.body,
    tag: `conversation-${id}`,
    icon: '/icon.svg',
  });
  onDesktop.set(about, shown);
  shown.onclick = () => {
    window.focus();
    open();
    shown.close();
  };
}

function wordsOf(notice: Notice): { title: string; body: string } {
  const { conversation } = notice;
  const { name } = conversation.contact;
  const last = previewText(conversation.preview);
  switch (notice.kind) {
    case 'queued': {
      const queue = catalogue.queues.get(conversation.queue_id)?.name ?? t('view.queue');
      return { title: t('notice.queued', { queue, name }), body: last };
    }
    case 'message':
      return { title: t('notice.message', { name }), body: notice.entry.text ?? last };
    case 'mentioned': {
      const by = notice.entry.author.name;
      return { title: t('notice.mentioned', { by, id: conversation.id }), body: notice.entry.text ?? '' };
    }
    case 'transferred': {
      const by = notice.entry.author.name;
      return { title: t('notice.transferred', { by, name }), body: notice.entry.activity?.note ?? last };
    }
    case 'assigned': {
      const why = notice.entry.activity && reasonText(notice.entry.activity);
      return { title: t('notice.assignedTo', { name }), body: why ?? last };
    }
    case 'woken':
      return { title: t('notice.woken', { name }), body: last };
  }
}

/** Browsers ask only after a click. */
export async function turnOnDesktop() {
  const permission = await Notification.requestPermission();
  preferences.set('desktop', permission === 'granted');
}
