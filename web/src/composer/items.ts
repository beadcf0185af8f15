import type { Attachment, Conversation } from '../api/types';
import type { Draft } from '../lib/outbox';
import { headOf } from './mailHead';

/** What is sent to colleagues alone. */
export const noteOf = ({ id }: Conversation, text: string, mentions: number[]): Draft => ({
  conversationId: id,
  kind: 'note',
  text: text.trim(),
  seenSeq: null,
  ...(mentions.length > 0 ? { mentions } : {}),
});

/** What is sent to the customer, and up to where its writer has read. */
export const replyOf = (conversation: Conversation, text: string, attachments: Attachment[]): Draft => ({
  conversationId: conversation.id,
  kind: 'message',
  text: text.trim(),
  seenSeq: conversation.last_seq,
  ...(attachments.length > 0 ? { attachments } : {}),
  ...headOf(conversation),
});
