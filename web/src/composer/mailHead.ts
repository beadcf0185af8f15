import type { MailAddress } from '../api/mail';
import type { Conversation, Entry } from '../api/types';
import { bareSubject } from '../lib/mailAddress';

/** Whom an answer goes to: who wrote last, unless from an address that is not the conversation's. */
export function recipientOf(
  { contact }: Pick<Conversation, 'contact'>,
  entries: readonly Pick<Entry, 'direction' | 'mail'>[],
): MailAddress | null {
  const last = entries.findLast(
    ({ direction, mail }) => direction === 'inbound' && mail?.from && !mail.is_from_other_address,
  );
  if (last?.mail?.from) return last.mail.from;
  return contact.email ? { name: contact.name, address: contact.email } : null;
}

/** As the mail will have it. */
export const replySubject = ({ subject, has_written }: Pick<Conversation, 'subject' | 'has_written'>) =>
  subject && has_written ? `Re: ${bareSubject(subject)}` : subject;
