import type { Extras } from '../../api/sending';
import type { Channel } from '../../api/types';
import { draftOf, isUntouched, newDraft, type RichDraft } from './draft';

interface Begun {
  draft: RichDraft;
  /** What was begun before another came back to be changed; the last one is next. */
  aside: RichDraft[];
}

const begun = new Map<number, Begun>();

/** What was begun of buttons, lists and cards stays while the agent looks elsewhere; a reload forgets it. */
export function richDraftOf(conversation: number, channel: Channel): Begun {
  const known = begun.get(conversation) ?? fresh(channel);
  begun.set(conversation, known);
  return known;
}

export const isRichBegun = (conversation: number, channel: Channel): boolean =>
  !isUntouched(richDraftOf(conversation, channel).draft);

/** Takes what comes back; what was begun meanwhile waits until that has gone. */
export function takeRichBack(conversation: number, channel: Channel, extras: Extras) {
  const rich = richDraftOf(conversation, channel);
  if (!isUntouched(rich.draft)) rich.aside.push(rich.draft);
  rich.draft = draftOf(extras, channel);
}

/** What waited comes forward again. */
export function richDraftSent(conversation: number, channel: Channel) {
  const rich = richDraftOf(conversation, channel);
  rich.draft = rich.aside.pop() ?? newDraft(channel);
}

/** Where nothing is left of what came back, what waited comes forward too. */
export function bringRichForward(conversation: number, channel: Channel) {
  if (!isRichBegun(conversation, channel)) richDraftSent(conversation, channel);
}

function fresh(channel: Channel): Begun {
  const holder = $state({ draft: newDraft(channel), aside: [] });
  return holder;
}
