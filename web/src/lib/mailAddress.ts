import type { MailAddress } from '../api/mail';
import { joined } from './format';
import { t } from './i18n.svelte';

/** As short as one is called. */
export const mailName = ({ name, address }: MailAddress): string => name?.trim() || address;

/** `Ana Lima <ana@example.com>`, or the address alone. */
export const wholeAddress = ({ name, address }: MailAddress): string =>
  name?.trim() && name.trim() !== address ? `${name.trim()} <${address}>` : address;

export const isSameAddress = (one: MailAddress, other: MailAddress): boolean =>
  one.address.toLowerCase() === other.address.toLowerCase();

const NAMED_MAX = 3;

/** The first few by name, and how many there are beside them. */
export function fewNames(people: readonly MailAddress[]): string {
  const names = people.slice(0, NAMED_MAX).map(mailName);
  const n = people.length - names.length;
  return n > 0 ? t('mail.others', { names: names.join(', '), n }) : joined(names);
}

/** What stands before a subject because it was answered or forwarded, in the languages of common programs. */
const PREFIX = /^\s*(?:(?:re|aw|sv|vs|antw|odp|ynt|rv|fw|fwd|wg|tr|rif|res)(?:\[\d+\])?\s*[:：]\s*)+/i;

/** A subject by which mails of one conversation are the same. */
export const bareSubject = (subject: string): string => subject.replace(PREFIX, '').trim();
