import type { Entry } from '../api/types';
import { clockTime, dayOf, stamp } from './format';
import { t } from './i18n.svelte';

/** Who reads should know of a way that took longer than this. */
const LATE_MS = 60_000;

type Said = Pick<Entry, 'at' | 'sent_at' | 'direction'>;

/** When something was said: what a customer wrote counts from when he sent it. */
export function saidAt({ at, sent_at, direction }: Said): string {
  const isOnItsWay = direction === 'inbound' && sent_at !== null && Date.parse(sent_at) < Date.parse(at);
  return isOnItsWay ? sent_at : at;
}

export const cameLate = (entry: Said) => Date.parse(entry.at) - Date.parse(saidAt(entry)) > LATE_MS;

/** The time of a message, and of one that came late both of its times. */
export function saidTime(entry: Said): string {
  const sentAt = saidAt(entry);
  if (!cameLate(entry)) return clockTime(sentAt);
  const time = dayOf(sentAt) === dayOf(entry.at) ? clockTime : stamp;
  return t('message.sentArrived', { sent: time(sentAt), arrived: time(entry.at) });
}
