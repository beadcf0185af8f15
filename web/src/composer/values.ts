import type { AttributeValue, Conversation, Me } from '../api/types';
import { toField } from '../lib/attributes';
import type { Values } from '../lib/canned';

/** What a canned message may say about this conversation. */
export function valuesFor(
  conversation: Conversation,
  me: Me | null,
  queue: string | undefined,
  attributes: Record<string, AttributeValue> = {},
): Values {
  const { contact } = conversation;
  const names = contact.name.trim().split(/\s+/);
  // A phone number in place of a name is no way to greet somebody.
  const isNamed = /\p{L}/u.test(contact.name);
  return {
    name: isNamed ? contact.name : null,
    first_name: isNamed ? names[0] : null,
    last_name: isNamed && names.length > 1 ? names.at(-1) : null,
    email: contact.email,
    phone: contact.phone,
    agent_name: me?.name,
    queue,
    conversation_number: String(conversation.id),
    ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`attr.${key}`, toField(value)])),
  };
}
