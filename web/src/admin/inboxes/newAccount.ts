import type { NewMailAccount } from '../../api/mail';
import { inNumbers, mailAccountOf, type MailForm } from '../mailbox/form';
import type { Channel } from '../../api/types';
import { FIELDS, isMeta } from './account';

interface Entered {
  /** What Meta has told, by the field's own name. */
  typed: Record<string, string>;
  mail: MailForm;
  verifyToken: string;
}

/** The part of a new inbox that is its channel's own. */
export function newAccount(
  channel: Channel,
  name: string,
  { typed, mail, verifyToken }: Entered,
): { email?: NewMailAccount } {
  if (isMeta(channel)) {
    const account = Object.fromEntries(FIELDS[channel].map(({ key }) => [key, (typed[key] ?? '').trim()]));
    return { [channel]: { ...account, verify_token: verifyToken } };
  }
  inNumbers(mail);
  return { email: mailAccountOf({ ...mail, fromName: mail.fromName.trim() || name }) };
}
