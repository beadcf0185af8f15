import type { Conversation } from '../api/types';
import { accept, actOnMany, BULK_MAX, markUnread, wake } from './acts';
import { dialogs } from './dialogs.svelte';
import type { Command } from './keys';
import { conversations } from './store/conversations.svelte';
import { isOpen, maySnooze } from './store/views';
import { toasts } from './toasts.svelte';

type Offered = Partial<Record<Command, (() => void) | false>>;

/** What the keys do to these conversations: to one, whatever its state allows; to many, whatever makes sense of any. */
export function conversationCommands(ids: number[]): Offered {
  const known = ids.map((id) => conversations.get(id)).filter((one): one is Conversation => !!one);
  const [only, ...others] = known;
  if (!only || ids.length > BULK_MAX) return {};
  const show = (name: 'transfer' | 'resolve' | 'snooze' | 'labels' | 'tags') => () =>
    dialogs.show({ name, conversations: ids });
  const common: Offered = {
    transfer: known.some(isOpen) && show('transfer'),
    resolve: known.some(isOpen) && show('resolve'),
    snooze: known.some(maySnooze) && show('snooze'),
    label: show('labels'),
    tag: show('tags'),
  };
  if (others.length > 0) return { ...common, unread: () => void markManyUnread(ids) };
  return {
    ...common,
    accept: only.state === 'queued' && (() => void accept(only.id)),
    snooze: only.snoozed ? () => void wake(only.id) : common.snooze!,
    unread: () => void markUnread(only.id),
  };
}

async function markManyUnread(ids: number[]) {
  try {
    await actOnMany(ids, { type: 'unread' });
  } catch (error) {
    toasts.problem(error);
  }
}
