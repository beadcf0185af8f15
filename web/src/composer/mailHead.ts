import type { MailAddress } from '../api/mail';
import type { Conversation, Entry } from '../api/types';
import { chosenHead } from '../lib/mailHeads.svelte';

type OfMail = Pick<Conversation, 'id' | 'mail_head'>;

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Whom an answer may go to: the contact, whoever has written in this conversation, and who was chosen; each once. */
export function recipientsOf(
  { id, contact, mail_head }: OfMail & Pick<Conversation, 'contact'>,
  identities: readonly { kind: string; value: string }[],
  entries: readonly Pick<Entry, 'conversation_id' | 'direction' | 'mail'>[],
): MailAddress[] {
  const own = identities
    .filter(({ kind }) => kind === 'email')
    .map(({ value }) => ({ name: contact.name, address: value }));
  // Who wrote in an earlier conversation is no receiver of this one.
  const wrote = entries.flatMap(({ conversation_id, direction, mail }) =>
    conversation_id === id && direction === 'inbound' && mail ? [mail.from, mail.reply_to] : [],
  );
  const { to } = chosenHead(id);
  const found = new Map<string, MailAddress>();
  // An address that is gone since it was chosen is still where the mail would go.
  for (const one of [mail_head?.to, ...own, ...wrote, to ? { name: null, address: to } : null])
    if (one && !found.has(one.address.toLowerCase())) found.set(one.address.toLowerCase(), one);
  return [...found.values()];
}

/** What stands above the answer: what its author has chosen, else what the server has told. */
export function standingHead(conversation: OfMail, recipients: readonly MailAddress[]) {
  const chosen = chosenHead(conversation.id);
  const { to: usual = null, subject: usualSubject = null } = conversation.mail_head ?? {};
  const to = recipients.find(({ address }) => chosen.to && isSame(address, chosen.to)) ?? usual;
  return { to, subject: chosen.subject ?? usualSubject };
}

/** Keeps who was chosen; who is answered anyway is nobody's choice. */
export const receiverOf = ({ mail_head }: OfMail, address: string): string | null =>
  mail_head && isSame(address, mail_head.to.address) ? null : address;

/** What goes along with an answer, where its author has changed something. */
export function headOf(conversation: OfMail & Pick<Conversation, 'channel'>) {
  const { to: chosen, subject } = chosenHead(conversation.id);
  const to = chosen && receiverOf(conversation, chosen);
  const head = { ...(to ? { to } : {}), ...(subject ? { subject } : {}) };
  return conversation.channel === 'email' && Object.keys(head).length > 0 ? { head } : {};
}
