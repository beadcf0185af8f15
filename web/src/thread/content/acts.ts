import type { Channel, Entry } from '../../api/types';
import { t } from '../../lib/i18n.svelte';
import { confirmation } from '../../ui/confirm.svelte';

/** What a message can ask of the thread it stands in. */
export interface ThreadActs {
  channel: Channel | undefined;
  /** Whether this agent may do something to it that the customer sees. */
  mayActOn: (entry: Entry) => boolean;
  /** Whether anything but a template may go to the customer now. */
  mayWrite: boolean;
  find: (id: number) => Entry | undefined;
  jump: (id: number) => void;
  openPicture: (attachmentId: number) => void;
  showDelivery: (entry: Entry, button: HTMLElement) => void;
  pickEmoji: (entry: Entry, button: HTMLElement) => void;
  /** What the provider sent; for admins. */
  showRaw: (entry: Entry) => void;
}

/** Before something is sent again that may have arrived. */
export const askAboutDoubt = (anchor?: HTMLElement) =>
  confirmation.ask({
    anchor,
    title: t('delivery.againAsk'),
    text: t('delivery.againAsk.text'),
    action: t('delivery.again'),
  });
