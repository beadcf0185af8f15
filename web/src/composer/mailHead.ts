import type { MailAddress } from '../api/mail';
import type { Conversation, Entry } from '../api/types';
import { bareSubject } from '../lib/mailAddress';
import { chosenHead } from '../lib/mailHeads.svelte';

/** Whom an answer goes to: where who wrote last wants it, unless he is not the conversation's contact. */
export function recipientOf(
  { contact }: Pick<Conversation, 'contact'>,
  entries: readonly Pick<Entry, 'direction' | 'mail'>[],
): MailAddress | null {
  const theirs = entries.filter(
    ({ direction, mail }) => direction === 'inbound' && mail?.from && !mail.is_from_other_address,
  );
  // What a program answers moves nothing; one that wrote first is answered.
  const last = theirs.findLast(({ mail }) => !mail?.is_automatic) ?? theirs[0];
  const to = last?.mail?.reply_to ?? last?.mail?.from;
  if (to) return to;
  return contact.email ? { name: contact.name, address: contact.email } : null;
}

/** As the mail will have it. */
export const replySubject = ({ subject, has_written }: Pick<Conversation, 'subject' | 'has_written'>) =>
  subject && has_written ? `Re: ${bareSubject(subject)}` : subject;

/** Whom an answer may go to: the contact, and whoever has written; each once. */
export function recipientsOf(
  conversation: Pick<Conversation, 'contact'>,
  identities: readonly { kind: string; value: string }[],
  entries: readonly Pick<Entry, 'direction' | 'mail'>[],
): MailAddress[] {
  const { name } = conversation.contact;
  const own = identities
    .filter(({ kind }) => kind === 'email')
    .map(({ value }) => ({ name, address: value }));
  const wrote = entries.flatMap(({ direction, mail }) =>
    direction === 'inbound' && mail ? [mail.from, mail.reply_to] : [],
  );
  const usual = recipientOf(conversation, entries);
  const found = new Map<string, MailAddress>();
  for (const one of [usual, ...own, ...wrote])
    if (one && !found.has(one.address.toLowerCase())) found.set(one.address.toLowerCase(), one);
  return [...found.values()];
}

/** What goes along with an answer, where its author has changed something. */
export function headOf({ id, channel }: Pick<Conversation, 'id' | 'channel'>) {
  const { to, subject } = chosenHead(id);
  const head = { ...(to ? { to } : {}), ...(subject ? { subject } : {}) };
  return channel === 'email' && Object.keys(head).length > 0 ? { head } : {};
}
