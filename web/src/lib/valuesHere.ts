import type { Conversation } from '../api/types';
import type { Values } from './canned';
import { session } from './session.svelte';
import { catalogue } from './store/catalogue.svelte';
import { contacts } from './store/contacts.svelte';
import { valuesFor } from './values';

/** The same as far as this browser knows them now. */
export const valuesHere = (conversation: Conversation): Values =>
  valuesFor(
    conversation,
    session.me,
    catalogue.queues.get(conversation.queue_id)?.name,
    contacts.get(conversation.contact.id)?.attributes,
  );
