import type { Conversation, Entry } from '../api/types';
import { t } from './i18n.svelte';
import { noticeOfConversation, noticeOfEntry, type Notice } from './notices';
import { preferences } from './preferences.svelte';
import { previewText } from './preview';
import { router } from './router.svelte';
import { conversationPath } from './routes';
import { session } from './session.svelte';
import { ring } from './sound';
import { catalogue } from './store/catalogue.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts } from './toasts.svelte';

const startedAt = Date.now();
/** By conversation, the newest entry that has been told of or looked at. */
const told = new Map<number, number>();

const context = () => ({ me: session.me!, startedAt, ownActs: session.acting });

export function noticeConversation(before: Conversation | undefined, now: Conversation) {
  if (session.me) tell(noticeOfConversation(before, now, context()));
}

export function noticeEntry(entry: Entry) {
  if (!session.me) return;
  const conversation = conversations.get(entry.conversation_id);
  const isLookedAt = document.hasFocus() && shownConversation() === entry.conversation_id;
  const newestTold = told.get(entry.conversation_id) ?? 0;
  const notice = noticeOfEntry(entry, conversation, context(), isLookedAt, newestTold);
  told.set(entry.conversation_id, Math.max(newestTold, entry.seq));
  tell(notice);
}

export const shownConversation = () => (router.route.screen === 'desk' ? router.route.conversation : null);

function tell(notice: Notice | null) {
  if (!notice) return;
  const { title, body } = words(notice);
  const open = () => router.go(conversationPath(notice.conversation.id));
  if (preferences.get('sound')) ring();
  if (document.hasFocus()) {
    toasts.show({ text: title, detail: body, action: { text: t('notice.open'), run: open } });
  } else if (
    preferences.get('desktop') &&
    'Notification' in window &&
    Notification.permission === 'granted'
  ) {
    // The tag lets a later word of the same conversation take the earlier one's place.
    const shown = new Notification(title, {
      body,
      tag: `conversation-${notice.conversation.id}`,
      icon: '/icon.svg',
    });
    shown.onclick = () => {
      window.focus();
      open();
      shown.close();
    };
  }
}

function words(notice: Notice): { title: string; body: string } {
  const { conversation } = notice;
  const name = conversation.contact.name;
  if (notice.kind === 'message')
    return { title: t('notice.message', { name }), body: notice.entry.text ?? '' };
  const body = previewText(conversation.preview);
  if (notice.kind === 'assigned') return { title: t('notice.assigned', { name }), body };
  const queue = catalogue.queues.get(conversation.queue_id)?.name ?? t('view.queue');
  return { title: t('notice.queued', { queue, name }), body };
}

/** Browsers ask only after a click. */
export async function turnOnDesktop() {
  const permission = await Notification.requestPermission();
  preferences.set('desktop', permission === 'granted');
}
