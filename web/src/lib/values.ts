import type { AttributeValue, Conversation, Me } from '../api/types';
import { toField } from './attributes';
import type { Values } from './canned';

interface Person {
  name: string;
  email: string | null;
  phone: string | null;
}

/** What a prepared text may say about somebody, and about who writes it. */
export function valuesAbout(
  { name, email, phone }: Person,
  me: Me | null,
  attributes: Record<string, AttributeValue> = {},
): Values {
  const names = name.trim().split(/\s+/);
  // A phone number in place of a name is no way to greet somebody.
  const isNamed = /\p{L}/u.test(name);
  return {
    name: isNamed ? name : null,
    first_name: isNamed ? names[0] : null,
    last_name: isNamed && names.length > 1 ? names.at(-1) : null,
    email,
    phone,
    agent_name: me?.name,
    ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`attr.${key}`, toField(value)])),
  };
}

/** What a canned message may say about this conversation. */
export const valuesFor = (
  conversation: Conversation,
  me: Me | null,
  queue: string | undefined,
  attributes?: Record<string, AttributeValue>,
): Values => ({
  ...valuesAbout(conversation.contact, me, attributes),
  queue,
  conversation_number: String(conversation.id),
});
