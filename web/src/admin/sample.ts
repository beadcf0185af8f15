import type { Attribute } from '../api/admin';
import type { Values } from '../lib/canned';
import { t } from '../lib/i18n.svelte';
import { session } from '../lib/session.svelte';

/** Somebody made up, so that a text can be read as a customer would read it. */
export function sampleValues(attributes: Attribute[], isAutomatic: boolean): Values {
  return {
    first_name: 'Mira',
    last_name: 'Aziz',
    name: 'Mira Aziz',
    email: 'mira@example.com',
    phone: '+351 912 345 678',
    agent_name: isAutomatic ? null : session.me?.name,
    queue: t('variable.sampleQueue'),
    conversation_number: '1042',
    ...Object.fromEntries(attributes.map(({ key, name, options }) => [`attr.${key}`, options[0] ?? name])),
  };
}
