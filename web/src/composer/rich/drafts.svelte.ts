import type { Channel } from '../../api/types';
import { newDraft, type RichDraft } from './draft';

const begun = new Map<number, { draft: RichDraft }>();

/** What was begun of buttons, lists and cards stays while the agent looks elsewhere; a reload forgets it. */
export function richDraftOf(conversation: number, channel: Channel): { draft: RichDraft } {
  const known = begun.get(conversation) ?? fresh(channel);
  begun.set(conversation, known);
  return known;
}

function fresh(channel: Channel): { draft: RichDraft } {
  const holder = $state({ draft: newDraft(channel) });
  return holder;
}
