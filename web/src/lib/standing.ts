import { findContacts } from '../api/desk';
import { listConversations } from '../api/requests';
import type { Channel, Conversation, Identity } from '../api/types';
import { isOpen } from './store/views';
import { windowOf } from './window';

/** Whether somebody can be written to in an inbox, as far as it can be told before it is tried. */
export type Standing =
  | { kind: 'free' }
  /** Theirs is the next word; `hasWritten` tells whether there was one before. */
  | { kind: 'closed'; hasWritten: boolean }
  | { kind: 'open'; conversation: number }
  /** No address of theirs leads here. */
  | { kind: 'unreachable' };

type Place = Readonly<{ id: number; channel: Channel }>;
type Person = Readonly<{ id: number; identities: readonly Identity[] }>;

const FREE: Standing = { kind: 'free' };
const LOOKED_AT_MAX = 20;

/** Asks the server what it tells of a contact, or of whoever has the number that was typed. */
export async function readStanding(inbox: Place, to: Person | string, now: () => number): Promise<Standing> {
  if (inbox.channel === 'email') return standingByMail(to);
  const person = typeof to === 'string' ? await ownerOf(to) : to;
  if (!person) return standingOfStranger(inbox.channel);
  const query = { contact: person.id, inbox: inbox.id, limit: LOOKED_AT_MAX };
  const isKnownHere = person.identities.some(({ inbox_id }) => inbox_id === inbox.id);
  const { items } = isKnownHere ? await listConversations(query) : { items: [] };
  return standingOf(inbox, person, items, now());
}

/** A mail needs no more than an address, and each that we begin with is a conversation of its own. */
const standingByMail = (to: Person | string): Standing =>
  typeof to === 'string' || to.identities.some(({ kind }) => kind === 'email')
    ? FREE
    : { kind: 'unreachable' };

async function ownerOf(number: string): Promise<Person | undefined> {
  const wanted = digitsOf(number);
  const { items } = await findContacts(number, LOOKED_AT_MAX);
  return items.find((contact) => contact.identities.some((one) => isNumber(one) && one.value === wanted));
}

const digitsOf = (text: string) => text.replace('(0)', '').replace(/\D/g, '').replace(/^00/, '');
const isNumber = ({ kind }: Identity) => kind === 'phone' || kind === 'whatsapp_id';

/** Who has never written gives no time to answer in; mail needs none. */
export const standingOfStranger = (channel: Channel): Standing =>
  channel === 'email' ? FREE : { kind: 'closed', hasWritten: false };

/** `conversations` are those with this person in this inbox that the agent may see; the rest is the server's to say. */
export function standingOf(
  inbox: Place,
  person: Person,
  conversations: readonly Conversation[],
  now: number,
): Standing {
  if (!person.identities.some(({ inbox_id }) => inbox_id === inbox.id)) {
    const hasNumber = inbox.channel === 'whatsapp' && person.identities.some(isNumber);
    return hasNumber ? standingOfStranger(inbox.channel) : { kind: 'unreachable' };
  }
  const open = conversations.find(isOpen);
  if (open) return { kind: 'open', conversation: open.id };
  // Each of their numbers has a time of its own: closed is only what is closed for all of them.
  const isClosed = (one: Conversation) => !['free', 'open'].includes(windowOf(one, now).kind);
  const areAllClosed = conversations.length > 0 && conversations.every(isClosed);
  return areAllClosed ? { kind: 'closed', hasWritten: conversations.some((one) => one.has_written) } : FREE;
}
