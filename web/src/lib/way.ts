import type { InboxOptions, Way } from '../api/sending';
import type { Conversation } from '../api/types';
import { catalogue } from './store/catalogue.svelte';

/** Of an inbox that nobody has told us about. */
const USUAL: Pick<InboxOptions, 'sends_video' | 'document_mb_max' | 'human_agent'> = {
  sends_video: false,
  document_mb_max: null,
  human_agent: false,
};

export const optionsOf = (inbox: number) => catalogue.inboxes.get(inbox)?.options ?? USUAL;

/** Which way an answer goes, and what the inbox allows there. */
export const wayOf = ({ channel, inbox_id }: Pick<Conversation, 'channel' | 'inbox_id'>): Way => ({
  channel,
  options: optionsOf(inbox_id),
});
