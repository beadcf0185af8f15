/** What an agent has changed above the mails that he writes: kept with the draft until they are sent. */
import type { Conversation } from '../api/types';
import { keepDraft, readDraft } from './drafts.svelte';

export interface ChosenHead {
  /** Null: the usual one. */
  to: string | null;
  subject: string | null;
}

export const chosenHead = (conversation: number): ChosenHead => ({
  to: readDraft(conversation, 'to') || null,
  subject: readDraft(conversation, 'subject') || null,
});

export function chooseHead(conversation: number, { to, subject }: Partial<ChosenHead>) {
  if (to !== undefined) keepDraft(conversation, 'to', to ?? '');
  if (subject !== undefined) keepDraft(conversation, 'subject', subject ?? '');
}

/** Where an answer would go now. */
export const answerAddress = ({ id, mail_head }: Pick<Conversation, 'id' | 'mail_head'>): string | null =>
  chosenHead(id).to ?? mail_head?.to.address ?? null;
