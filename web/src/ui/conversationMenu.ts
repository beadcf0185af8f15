import type { Conversation } from '../api/types';
import { accept, markUnread, reopen, setRead, toggleLabel, wake } from '../lib/acts';
import { dialogs } from '../lib/dialogs.svelte';
import { t } from '../lib/i18n.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { isOpen, maySnooze } from '../lib/store/views';
import { toasts } from '../lib/toasts.svelte';
import { labelColour } from './colours';
import type { MenuItem } from './menu.svelte';

/** What can be done to a conversation, from its row and from its thread. */
export function conversationMenu(conversation: Conversation): MenuItem[] {
  const { id, state } = conversation;
  const show = (name: 'resolve' | 'transfer' | 'tags' | 'snooze') => () =>
    dialogs.show({ name, conversations: [id] });
  const items: MenuItem[] = [];
  if (state === 'queued') items.push({ text: t('thread.accept'), icon: 'hand', run: () => void accept(id) });
  if (isOpen(conversation)) {
    items.push({ text: t('thread.transfer'), icon: 'arrowLeftRight', keys: 'T', run: show('transfer') });
    items.push({ text: t('thread.resolve'), icon: 'circleCheck', keys: 'E', run: show('resolve') });
    if (conversation.snoozed)
      items.push({ text: t('snooze.wake'), icon: 'alarmClock', run: () => void wake(id) });
    else if (maySnooze(conversation))
      items.push({ text: t('snooze.submit'), icon: 'alarmClock', keys: 'Z', run: show('snooze') });
  } else if (state === 'resolved' && conversation.next_id === null) {
    items.push({ text: t('composer.reopen'), icon: 'rotateCcw', run: () => void reopen(id) });
  }
  items.push({ text: t('command.tag'), icon: 'tag', keys: '#', run: show('tags') });
  if (conversation.unread > 0)
    items.push({ text: t('menu.markRead'), icon: 'mailOpen', run: () => void setRead(id) });
  else items.push({ text: t('menu.markUnread'), icon: 'mail', keys: 'U', run: () => void markUnread(id) });
  items.push({ text: t('thread.copyLink'), icon: 'link', run: () => void copyLink(id) });
  return [...items, ...labelItems(conversation)];
}

function labelItems(conversation: Conversation): MenuItem[] {
  return catalogue.labels.all.map((label, index) => {
    const isOn = conversation.labels.some(({ id }) => id === label.id);
    return {
      text: label.name,
      swatch: labelColour(label.colour),
      checked: isOn,
      parted: index === 0,
      run: () => void toggleLabel(conversation.id, label, isOn),
    };
  });
}

async function copyLink(id: number) {
  try {
    await navigator.clipboard.writeText(`${location.origin}/c/${id}`);
    toasts.show({ text: t('action.copied') });
  } catch (error) {
    toasts.problem(error);
  }
}
