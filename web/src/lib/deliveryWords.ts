import type { Channel, DeliveryStatus } from '../api/types';
import { t } from './i18n.svelte';

/** What became of a message; of a mail nobody but the mail server tells. */
export function deliveryWord(status: DeliveryStatus, channel: Channel | undefined): string {
  if (channel === 'email' && (status === 'sent' || status === 'unknown')) return t(`delivery.mail.${status}`);
  return t(`delivery.${status}`);
}

/** Beside its time, in a list of them. */
export const stepWord = (status: DeliveryStatus, channel: Channel | undefined): string =>
  status === 'unknown' ? t('delivery.inDoubt') : deliveryWord(status, channel);

export const unknownHint = (channel: Channel | undefined): string =>
  t(channel === 'email' ? 'delivery.mail.unknown.hint' : 'delivery.unknown.hint');
