import type { Activity, Entry } from '../api/types';
import { stamp } from './format';
import { t } from './i18n.svelte';

type Facts = Record<string, string | number | null | undefined> & { by: string; agent: string };

/** An activity in the reader's language. */
export function activityText(entry: Entry, myId: number | null): string {
  const { author, activity } = entry;
  if (!activity) return '';
  const by =
    author.kind === 'system' ? t('activity.system') : author.id === myId ? t('thread.you') : author.name;
  const agent = activity.agent_name ?? (author.kind === 'agent' ? author.name : t('activity.somebody'));
  const facts: Facts = {
    by,
    agent,
    queue: activity.queue_name ?? '',
    tag: activity.tag ?? '',
    label: activity.label ?? '',
    note: activity.note ?? '',
    id: entry.conversation_id,
    previous: activity.previous_id,
    type: activity.type,
    what: activity.what,
    reason: activity.reason,
    time: activity.until ? stamp(activity.until) : '',
  };
  return inWords(entry, activity, facts);
}

function inWords({ author }: Entry, activity: Activity, facts: Facts): string {
  switch (activity.type) {
    case 'created':
      if (author.kind === 'agent') return t('activity.started', facts);
      return t(activity.previous_id ? 'activity.continued' : 'activity.created', facts);
    case 'accepted':
      return t('activity.accepted', author.kind === 'agent' ? { agent: facts.by } : facts);
    case 'assigned':
      return assignedText(activity, facts.agent);
    case 'given_back':
      return t(activity.queue_name ? 'activity.givenBack' : 'activity.givenBackNowhere', facts);
    case 'snoozed':
      return t(activity.until ? 'activity.snoozed' : 'activity.snoozedMessage', facts);
    case 'woken':
      return t(author.kind === 'agent' ? 'activity.wokenBy' : 'activity.woken', facts);
    case 'warned':
      return t('activity.warned');
    case 'identity_changed':
      return identityText(activity, facts);
    case 'reaction_failed':
      return t('activity.reactionFailed', facts);
    case 'elsewhere':
      return elsewhereText(activity, facts);
    case 'transferred_to_agent':
      return t(activity.agent_id === author.id ? 'activity.takenOver' : 'activity.transferredToAgent', facts);
    case 'transferred_to_queue':
      return t('activity.transferredToQueue', facts);
    case 'resolved':
      return resolvedText(activity, facts);
    case 'abandoned':
      return t(activity.reason ? 'activity.left' : 'activity.abandoned', facts);
    case 'reopened':
      return t('activity.reopened', facts);
    case 'resolution_undone':
      return t('activity.undone', facts);
    case 'tagged':
      return t(activity.tag ? 'activity.tagged' : 'activity.taggedGone', facts);
    case 'untagged':
      return t(activity.tag ? 'activity.untagged' : 'activity.untaggedGone', facts);
    case 'labelled':
      return t(activity.label ? 'activity.labelled' : 'activity.labelledGone', facts);
    case 'unlabelled':
      return t(activity.label ? 'activity.unlabelled' : 'activity.unlabelledGone', facts);
    default:
      return t('activity.other', facts);
  }
}

function resolvedText(activity: Activity, facts: Facts): string {
  switch (activity.cause) {
    case 'inactivity':
      return t('activity.resolvedInactivity');
    case 'customer':
      return t('activity.resolvedCustomer');
    case 'full':
      return t('activity.resolvedFull');
    default:
      return t('activity.resolved', facts);
  }
}

function identityText(activity: Activity, facts: Facts): string {
  const { from, to } = activity;
  if (activity.contact_id) return t('activity.identityTaken', { ...facts, to });
  return t(from ? 'activity.identityChanged' : 'activity.identityAdded', { ...facts, from, to });
}

function elsewhereText(activity: Activity, facts: Facts): string {
  switch (activity.what) {
    case 'marketing_stopped':
      return t('activity.marketingStopped');
    case 'marketing_resumed':
      return t('activity.marketingResumed');
    case 'standby':
      return t('activity.standby');
    case 'mail_delayed':
      return t('activity.mailDelayed');
    case 'mail_bounced':
      return t('activity.mailBounced');
    case 'mail_flood':
      return t('activity.mailFlood');
    case 'handed_over':
      return t('activity.handedOver');
    case 'pass_thread_control':
    case 'take_thread_control':
    case 'request_thread_control':
      return t('activity.threadControl');
    case 'referral':
    case 'optin':
      return t('activity.cameByLink');
    default:
      return t('activity.elsewhere', facts);
  }
}

function assignedText(activity: Activity, agent: string): string {
  const why = reasonText(activity) ?? activity.note;
  return why ? t('activity.assignedWhy', { agent, note: why }) : t('activity.assigned', { agent });
}

/** Why routing chose this agent: `least busy of 3 online in Billing`. */
export function reasonText(activity: Activity): string | null {
  const { reason, of: among, online, queue_name: queue } = activity;
  if (reason === 'sticky') return t('reason.sticky');
  if ((reason !== 'least_busy' && reason !== 'round_robin') || !among) return null;
  // Not everybody online could take one; older lines do not say how many were online.
  const words =
    among === online ? t(`reason.${reason}`, { n: among }) : t(`reason.${reason}.able`, { n: among });
  const all = online && online > among ? t('reason.ofOnline', { reason: words, online }) : words;
  return queue ? t('reason.in', { reason: all, queue }) : all;
}

/** The note that goes with it and deserves its own line: what a colleague wrote when handing over or closing. */
export function activityNote(entry: Entry): string | null {
  const { activity } = entry;
  return activity && activity.type !== 'assigned' ? (activity.note ?? null) : null;
}
