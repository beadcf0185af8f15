import type { Conversation } from '../api/types';
import { keepDraft, readDraft } from '../lib/drafts.svelte';
import type { OutboxItem } from '../lib/outbox';
import { templatesBegunIn } from '../templates/begun';
import { isRichBegun, takeRichBack } from './rich/drafts.svelte';
import type { Uploads } from './uploads.svelte';

/** Whether it would be in the way of nothing that was begun since, and its files have room beside those. */
export const hasPlaceFor = (
  { id, channel }: Conversation,
  { extras, attachments = [] }: OutboxItem,
  uploads: Uploads,
): boolean =>
  (!extras || extras.template !== undefined || !isRichBegun(id, channel)) && uploads.haveRoomFor(attachments);

/** Puts what was on its way back where it was written, whoever answers in the conversation by now. */
export function takeBack(
  { id, channel }: Conversation,
  { text: words, kind, attachments = [], extras, templateFiles: files = [] }: OutboxItem,
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
  keepDraft(id, side, begun.trim() && words ? `${begun}\n${words}` : begun || words);
  uploads.give(attachments);
}
