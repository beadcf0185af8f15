import type { ContactWhole } from '../api/types';

/** Whom a conversation begins with: a contact, or somebody new at an address. */
export interface Person {
  key: string;
  name: string;
  address: string;
  contact?: ContactWhole;
  to?: string;
}

export const asPerson = (one: ContactWhole): Person => ({
  key: `contact-${one.id}`,
  name: one.name,
  address: one.phone ?? one.email ?? one.username ?? '',
  contact: one,
});

export const asNew = (to: string): Person => ({ key: 'new', name: to, address: '', to });
