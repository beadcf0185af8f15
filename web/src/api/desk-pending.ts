/** What the workspace asks of the server and its published description does not yet hold. */
import { BASE, newKey, Problem, take } from './client';
import type {
  Agent,
  Attachment,
  Attribute,
  AttributeValue,
  BulkAction,
  BulkResult,
  CannedMessage,
  ContactWhole,
  Conversation,
  Draft,
  Entry,
  HistoryItem,
  NewCannedMessage,
  Page,
} from './types';

const REQUEST_TIMEOUT_MS = 20_000;

interface Asked {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  key?: string;
}

const ask = <Data>(method: string, path: string, asked: Asked = {}) =>
  take<Data>(answer(method, path, asked));

async function answer(method: string, path: string, { query = {}, body, key }: Asked) {
  const given = Object.entries(query).filter((pair) => pair[1] !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const headers: Record<string, string> = {};
  if (method !== 'GET') headers['Content-Type'] = 'application/json';
  if (method === 'POST') headers['Idempotency-Key'] = key ?? newKey();
  const response = await fetch(`${BASE}${path}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await response.text();
  const data: unknown = text ? readJson(text) : undefined;
  return response.ok ? { data, response } : { error: data, response };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const listDrafts = () => ask<{ items: Draft[] }>('GET', '/drafts');
export const putDraft = (id: number, reply: string, note: string) =>
  ask<Draft>('PUT', `/conversations/${id}/draft`, { body: { reply, note } });

export const snooze = (id: number, until: string | null) =>
  ask<Conversation>('PUT', `/conversations/${id}/snooze`, { body: { until } });
export const wake = (id: number) => ask<Conversation>('DELETE', `/conversations/${id}/snooze`);

export const addNote = (id: number, text: string, mentions: number[], key: string) =>
  ask<Entry>('POST', `/conversations/${id}/notes`, {
    body: mentions.length > 0 ? { text, mentions } : { text },
    key,
  });
export const sendMessage = (
  id: number,
  body: { text: string; seen_seq?: number; attachment_ids?: number[] },
  key: string,
) => ask<Entry>('POST', `/conversations/${id}/messages`, { body, key });

export const startConversation = (body: {
  inbox_id: number;
  contact_id?: number;
  to?: string;
  text: string;
  subject?: string;
}) => ask<Conversation>('POST', '/conversations', { body });
export const actOnMany = (ids: number[], action: BulkAction) =>
  ask<{ items: BulkResult[] }>('POST', '/conversations/bulk', { body: { ids, action } });
export const transferOver = (
  id: number,
  body: { agent_id?: number; queue_id?: number; note?: string; over_capacity?: boolean },
) => ask<Conversation>('POST', `/conversations/${id}/transfers`, { body });

export const findContacts = (q: string, limit: number) =>
  ask<Page<ContactWhole>>('GET', '/contacts', { query: { q: q || undefined, limit } });
export const readContact = (id: number) => ask<ContactWhole>('GET', `/contacts/${id}`);
export const changeContact = (
  id: number,
  body: { name?: string; attributes?: Record<string, AttributeValue | null> },
) => ask<ContactWhole>('PATCH', `/contacts/${id}`, { body });
export const addContactNote = (id: number, text: string) =>
  ask<ContactWhole>('POST', `/contacts/${id}/notes`, { body: { text } });
export const removeContactNote = (id: number, note: number) =>
  ask<void>('DELETE', `/contacts/${id}/notes/${note}`);
export const blockContact = (id: number, isBlocked: boolean) =>
  ask<ContactWhole>(isBlocked ? 'PUT' : 'DELETE', `/contacts/${id}/block`);
export const readHistory = (id: number, cursor?: string) =>
  ask<Page<HistoryItem>>('GET', `/contacts/${id}/history`, { query: { limit: 20, cursor } });

export const listAttributes = () => ask<Page<Attribute>>('GET', '/attributes');
export const createCannedMessage = (body: NewCannedMessage) =>
  ask<CannedMessage>('POST', '/canned-messages', { body });
export const readAgents = () => ask<Page<Agent>>('GET', '/agents');

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
