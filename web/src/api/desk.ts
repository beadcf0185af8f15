/** What agents do all day, beside reading lists and threads: checked against the server's own description. */
import type { components } from './schema';
import { BASE, client, newKey, Problem, take } from './client';
import type {
  Attachment,
  Attribute,
  AttributeValue,
  BulkResult,
  CannedMessage,
  ContactWhole,
  Conversation,
  Draft,
  Entry,
  HistoryItem,
  Page,
} from './types';

type Schemas = components['schemas'];

const of = (id: number) => ({ params: { path: { id } } });
const keyed = (id: number, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

export const listDrafts = () => take<{ items: Draft[] }>(client.GET('/drafts'));
/** What is absent stays as it is. */
export const putDraft = (id: number, parts: Partial<Record<'reply' | 'note' | 'to' | 'subject', string>>) =>
  take<Draft>(client.PUT('/conversations/{id}/draft', { ...of(id), body: parts }));

export const snooze = (id: number, until: string | null) =>
  take<Conversation>(client.PUT('/conversations/{id}/snooze', { ...of(id), body: { until } }));
export const wake = (id: number) => take<Conversation>(client.DELETE('/conversations/{id}/snooze', of(id)));

export const addNote = (id: number, text: string, mentions: number[], key: string) =>
  take<Entry>(
    client.POST('/conversations/{id}/notes', {
      params: keyed(id, key),
      body: mentions.length > 0 ? { text, mentions } : { text },
    }),
  );
export const sendMessage = (id: number, body: Schemas['NewMessage'], key: string) =>
  take<Entry>(client.POST('/conversations/{id}/messages', { params: keyed(id, key), body }));

export const startConversation = (body: Schemas['NewConversation'], key: string) =>
  take<Conversation>(client.POST('/conversations', { params: { header: { 'Idempotency-Key': key } }, body }));
export const actOnMany = (ids: number[], action: Schemas['BulkAction']) =>
  take<{ items: BulkResult[] }>(client.POST('/conversations/bulk', { body: { ids, action } }));
/** Gives a waiting one to somebody. */
export const assign = (id: number, agent: number, overCapacity: boolean) =>
  take<Conversation>(
    client.POST('/conversations/{id}/assignment', {
      ...of(id),
      body: { agent, ...(overCapacity ? { over_capacity: true } : {}) },
    }),
  );
export const transferOver = (id: number, body: Schemas['Transfer']) =>
  take<Conversation>(client.POST('/conversations/{id}/transfers', { ...of(id), body }));

export const findContacts = (q: string, limit: number) =>
  take<Page<ContactWhole>>(client.GET('/contacts', { params: { query: { ...(q ? { q } : {}), limit } } }));
export const readContact = (id: number) => take<ContactWhole>(client.GET('/contacts/{id}', of(id)));
/** A null takes an attribute's value away, which the description cannot say of a map. */
export const changeContact = (
  id: number,
  body: { name?: string; attributes?: Record<string, AttributeValue | null> },
) =>
  take<ContactWhole>(client.PATCH('/contacts/{id}', { ...of(id), body: body as Schemas['ContactChange'] }));
export const addIdentity = (id: number, body: Schemas['NewIdentity']) =>
  take<ContactWhole>(client.POST('/contacts/{id}/identities', { ...of(id), body }));
export const removeIdentity = (id: number, { kind, value }: Schemas['NewIdentity']) =>
  take<ContactWhole>(
    client.DELETE('/contacts/{id}/identities/{kind}/{value}', { params: { path: { id, kind, value } } }),
  );
export const addContactNote = (id: number, text: string) =>
  take<ContactWhole>(client.POST('/contacts/{id}/notes', { ...of(id), body: { text } }));
export const removeContactNote = (id: number, note: number) =>
  take<void>(client.DELETE('/contacts/{id}/notes/{note}', { params: { path: { id, note } } }));
export const blockContact = (id: number, isBlocked: boolean) =>
  take<ContactWhole>(
    isBlocked ? client.PUT('/contacts/{id}/block', of(id)) : client.DELETE('/contacts/{id}/block', of(id)),
  );
export const readHistory = (id: number, cursor?: string) =>
  take<Page<HistoryItem>>(
    client.GET('/contacts/{id}/history', { params: { path: { id }, query: { limit: 20, cursor } } }),
  );

export const listAttributes = () => take<Page<Attribute>>(client.GET('/attributes'));
export const createCannedMessage = (body: Schemas['NewCannedMessage']) =>
  take<CannedMessage>(client.POST('/canned-messages', { body }));

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends a file; the second function stops it. Told how far it is, from 0 to 1. */
export function upload(file: File, told: (share: number) => void): [Promise<Attachment>, () => void] {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.open('POST', `${BASE}/attachments?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Idempotency-Key', newKey());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) told(event.loaded / event.total);
    };
    request.onload = () => {
      const body = readJson(request.responseText) as Attachment & { code?: string; detail?: string };
      if (request.status < 300) resolve(body);
      else reject(new Problem(request.status, body?.code ?? 'upload', body?.detail ?? request.statusText));
    };
    request.onerror = () => reject(new Problem(0, 'offline', 'The server did not answer.'));
    request.send(file);
  });
  return [done, () => request.abort()];
}
