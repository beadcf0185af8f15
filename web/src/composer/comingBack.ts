import type { Conversation } from '../api/types';
import type { Uploads } from '../files/uploads.svelte';
import { keepDraft, readDraft } from '../lib/drafts.svelte';
import { t } from '../lib/i18n.svelte';
import { chooseHead } from '../lib/mailHeads.svelte';
import type { OutboxItem } from '../lib/outbox';
import { outbox } from '../lib/outbox.svelte';
import { toasts } from '../lib/toasts.svelte';
import { templatesBegunIn } from '../templates/begun';
import { isRichBegun, takeRichBack } from './rich/drafts.svelte';

/** Whether it would be in the way of nothing that was begun since, and its files have room beside those. */
const hasPlaceFor = (
  { id, channel }: Conversation,
  { extras, attachments = [] }: OutboxItem,
  uploads: Uploads,
): boolean =>
  (!extras || extras.template !== undefined || !isRichBegun(id, channel)) && uploads.haveRoomFor(attachments);

/** Puts what was on its way back where it was written, whoever answers in the conversation by now. */
export function takeBack(
  { id, channel }: Conversation,
  { text: words, kind, attachments = [], extras, templateFiles: files = [], head }: OutboxItem,
  uploads: Uploads,
) {
  if (extras?.template) {
    // The words of a template are not the agent's own.
    templatesBegunIn(id).before = { used: extras.template, files };
    return;
  }
  if (extras) takeRichBack(id, channel, extras);
  const side = kind === 'note' ? 'note' : 'reply';
  const begun = readDraft(id, side);
  // Words for one receiver do not go to another unseen.
  if (side === 'reply' && (head || !begun.trim()))
    chooseHead(id, { to: head?.to ?? null, subject: head?.subject ?? null });
  keepDraft(id, side, begun.trim() && words ? `${begun}\n${words}` : begun || words);
  uploads.give(attachments);
}

/** What could not go lies in the composer again, if there is room. */
export function comeBack(conversation: Conversation, item: OutboxItem, uploads: Uploads) {
  if (!hasPlaceFor(conversation, item, uploads)) return outbox.leave(item.key);
  takeBack(conversation, item, uploads);
  outbox.discard(item.key);
  toasts.show({ text: t('composer.cameBack'), tone: 'danger' });
}
