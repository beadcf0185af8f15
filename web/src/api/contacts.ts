/** The requests of the contacts' pages. */
import type { components } from './schema';
import type { Channel, Page, Preview, State } from './types';
import { sendBytes } from './admin';
import { BASE, client, take } from './client';

type Schemas = components['schemas'];
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;
const at = (id: number) => ({ path: { id } });

export type { Attribute, AttributeValue } from './admin';
export { listAttributes } from './admin';
export type FullContact = Schemas['Contact'];
export type ContactIdentity = Schemas['Identity'];
export type ContactNote = Schemas['ContactNote'];
export type PastConversation = Exact<
  Schemas['PastConversation'],
  { channel: Channel; state: State; preview: Preview | null }
>;
export type ImportResult = Schemas['ImportResult'];

const HISTORY_PAGE_SIZE = 30;

export const listContacts = (query: { q?: string; blocked?: boolean; limit?: number; cursor?: string }) =>
  take<Page<FullContact>>(client.GET('/contacts', { params: { query } }));
export const readContact = (id: number) =>
  take<FullContact>(client.GET('/contacts/{id}', { params: at(id) }));
export const createContact = (body: Schemas['NewContact']) =>
  take<FullContact>(client.POST('/contacts', { body }));
export const changeContact = (
  id: number,
  body: { name?: string; attributes?: Record<string, Schemas['AttributeValue'] | null> },
) =>
  // The description cannot say that null takes a value away.
  take<FullContact>(
    client.PATCH('/contacts/{id}', { params: at(id), body: body as Schemas['ContactChange'] }),
  );
export const addContactNote = (id: number, text: string) =>
  take<FullContact>(client.POST('/contacts/{id}/notes', { params: at(id), body: { text } }));
export const deleteContactNote = (id: number, note: number) =>
  take<void>(client.DELETE('/contacts/{id}/notes/{note}', { params: { path: { id, note } } }));
export const addIdentity = (id: number, body: Schemas['NewIdentity']) =>
  take<FullContact>(client.POST('/contacts/{id}/identities', { params: at(id), body }));
export const removeIdentity = (id: number, { kind, value }: Pick<ContactIdentity, 'kind' | 'value'>) =>
  take<FullContact>(
    client.DELETE('/contacts/{id}/identities/{kind}/{value}', { params: { path: { id, kind, value } } }),
  );
export const mergeContact = (id: number, other: number) =>
  take<FullContact>(client.POST('/contacts/{id}/merges', { params: at(id), body: { contact_id: other } }));
export const unmergeContact = (id: number, merge: number) =>
  take<FullContact>(client.DELETE('/contacts/{id}/merges/{merge}', { params: { path: { id, merge } } }));
export const blockContact = (id: number) =>
  take<FullContact>(client.PUT('/contacts/{id}/block', { params: at(id) }));
export const unblockContact = (id: number) =>
  take<FullContact>(client.DELETE('/contacts/{id}/block', { params: at(id) }));
export const readHistory = (id: number, cursor: string | null) =>
  take<Page<PastConversation>>(
    client.GET('/contacts/{id}/history', {
      params: { ...at(id), query: { limit: HISTORY_PAGE_SIZE, ...(cursor ? { cursor } : {}) } },
    }),
  );
/** The file as it is: only the server can say that it is not in UTF-8. */
export const importContacts = (csv: Blob) =>
  take<ImportResult>(sendBytes('/contacts/import', csv, 'text/csv'));
export const CONTACTS_EXPORT = `${BASE}/contacts/export`;
