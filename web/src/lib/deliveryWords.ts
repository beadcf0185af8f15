import type { Channel, DeliveryStatus } from '../api/types';
import { t } from './i18n.svelte';

/** What became of a message; of a mail nobody but the mail server tells. */
export function deliveryWord(status: DeliveryStatus, channel: Channel | undefined): string {
  if (channel === 'email' && (status === 'sent' || status === 'unknown')) return t(`delivery.mail.${status}`);
  return t(`delivery.${status}`);
}

export const unknownHint = (channel: Channel | undefined): string =>
  t(channel === 'email' ? 'delivery.mail.unknown.hint' : 'delivery.unknown.hint');
