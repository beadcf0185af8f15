import type { Entry } from '../api/types';
import { t } from './i18n.svelte';

/** An activity in the reader's language. */
export function activityText(entry: Entry, myId: number | null): string {
  const { author, activity } = entry;
  if (!activity) return '';
  const by =
    author.kind === 'system' ? t('activity.system') : author.id === myId ? t('thread.you') : author.name;
  const agent = activity.agent_name ?? (author.kind === 'agent' ? author.name : t('activity.somebody'));
  const facts = {
    by,
    agent,
    queue: activity.queue_name ?? '',
    tag: activity.tag ?? '',
    label: activity.label ?? '',
    note: activity.note ?? '',
    id: entry.conversation_id,
    previous: activity.previous_id,
    type: activity.type,
  };
  switch (activity.type) {
    case 'created':
      return t(activity.previous_id ? 'activity.continued' : 'activity.created', facts);
    case 'accepted':
      return t('activity.accepted', author.kind === 'agent' ? { agent: by } : facts);
    case 'assigned':
      return t(activity.note ? 'activity.assignedWhy' : 'activity.assigned', facts);
    case 'transferred_to_agent':
      return t(activity.agent_id === author.id ? 'activity.takenOver' : 'activity.transferredToAgent', facts);
    case 'transferred_to_queue':
      return t('activity.transferredToQueue', facts);
    case 'resolved':
      if (activity.cause === 'inactivity') return t('activity.resolvedInactivity');
      return t(activity.cause === 'customer' ? 'activity.resolvedCustomer' : 'activity.resolved', facts);
    case 'abandoned':
      return t('activity.abandoned');
    case 'reopened':
      return t('activity.reopened', facts);
    case 'resolution_undone':
      return t('activity.undone', facts);
    case 'tagged':
      return t('activity.tagged', facts);
    case 'untagged':
      return t('activity.untagged', facts);
    case 'labelled':
      return t('activity.labelled', facts);
    case 'unlabelled':
      return t('activity.unlabelled', facts);
    case 'went_pending':
      return t('activity.wentPending');
    default:
      return t('activity.other', facts);
  }
}

/** The note that goes with it and deserves its own line: what a colleague wrote when handing over or closing. */
export function activityNote(entry: Entry): string | null {
  const { activity } = entry;
  return activity && activity.type !== 'assigned' ? (activity.note ?? null) : null;
}
