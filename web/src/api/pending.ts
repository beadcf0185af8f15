/** Requests and resources of the administration that the generated description does not name yet. */
import type {
  Agent,
  Attachment,
  Availability,
  CannedMessage,
  Channel,
  Label,
  Page,
  Preview,
  Queue,
  Role,
  State,
  Tag,
} from './types';
import { BASE, newKey, take } from './client';

const TIMEOUT_MS = 20_000;
/** A file on a slow line. */
const UPLOAD_TIMEOUT_MS = 180_000;

type Query = Record<string, string | number | boolean | null | undefined>;

interface Call {
  body?: unknown;
  /** Sent as it is, under its own type. */
  raw?: { data: Blob | string; type: string };
  query?: Query;
}

async function send(method: string, path: string, { body, raw, query = {} }: Call = {}) {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const headers: Record<string, string> = {};
  if (method !== 'GET') headers['Content-Type'] = raw?.type ?? 'application/json';
  if (method === 'POST') headers['Idempotency-Key'] = newKey();
  const response = await fetch(`${BASE}${path}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    headers,
    body: raw ? raw.data : body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(raw ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS),
  });
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const answer: unknown = isJson ? await response.json().catch(() => null) : null;
  return response.ok ? { data: answer, response } : { error: answer, response };
}

const get = <Data>(path: string, query?: Query) => take<Data>(send('GET', path, query ? { query } : {}));
const post = <Data>(path: string, body: unknown = {}) => take<Data>(send('POST', path, { body }));
const put = <Data>(path: string, body: unknown = {}) => take<Data>(send('PUT', path, { body }));
const patch = <Data>(path: string, body: unknown) => take<Data>(send('PATCH', path, { body }));
const remove = <Data = void>(path: string) => take<Data>(send('DELETE', path));

export interface AgentChange {
  name?: string;
  email?: string;
  role?: Role;
  capacity?: number;
  queue_ids?: number[];
  availability?: Availability;
  password?: string;
  deactivated?: boolean;
}
export const changeAgent = (id: number, body: AgentChange) => patch<Agent>(`/agents/${id}`, body);

export const STRATEGIES = ['least_busy', 'round_robin', 'manual'] as const;
export type Strategy = (typeof STRATEGIES)[number];
export const REPLIES = ['welcome', 'acknowledgement', 'off_hours', 'warning', 'abandoned'] as const;
export type ReplyName = (typeof REPLIES)[number];
export type Replies = Record<ReplyName, string | null>;
export interface QueueFields {
  name: string;
  strategy: Strategy;
  priority: number;
  sticky: boolean;
  hours_id: number | null;
  member_ids: number[];
  abandonment_seconds: number | null;
  inactivity_seconds: number | null;
  warning_seconds: number | null;
  replies: Replies;
}
export type FullQueue = Queue &
  QueueFields & {
    online: number;
    is_open: boolean;
    opens_at: string | null;
    longest_waiting_since: string | null;
  };
export const listFullQueues = () => get<Page<FullQueue>>('/queues');
export const createQueue = (body: Partial<QueueFields>) => post<FullQueue>('/queues', body);
export const changeQueue = (id: number, body: Partial<QueueFields>) =>
  patch<FullQueue>(`/queues/${id}`, body);
export const deleteQueue = (id: number) => remove(`/queues/${id}`);

export const CONDITION_KINDS = [
  'inbox',
  'channel',
  'language',
  'attribute',
  'address',
  'subject',
  'first_words',
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];
export interface Condition {
  kind: ConditionKind;
  values: string[];
  key: string | null;
}
export interface RuleFields {
  name: string;
  on: boolean;
  conditions: Condition[];
  queue_id: number;
}
export interface RoutingRule extends RuleFields {
  id: number;
  position: number;
}
export interface TrialQuestion {
  inbox_id: number;
  text: string;
  subject?: string;
  address?: string;
  contact_id?: number;
}
export interface Trial {
  rule_id: number | null;
  rule_name: string | null;
  queue_id: number;
  queue_name: string;
  language: string | null;
  is_open: boolean;
  agent_id: number | null;
  agent_name: string | null;
  why: 'rule' | 'default';
  reason: 'least_busy' | 'round_robin' | 'sticky' | null;
  of: number | null;
  checked: { rule_id: number; name: string; matched: boolean; failed: ConditionKind | null }[];
}
export const listRules = () => get<Page<RoutingRule>>('/routing-rules');
export const createRule = (body: RuleFields) => post<RoutingRule>('/routing-rules', body);
export const changeRule = (id: number, body: Partial<RuleFields>) =>
  patch<RoutingRule>(`/routing-rules/${id}`, body);
export const deleteRule = (id: number) => remove(`/routing-rules/${id}`);
export const orderRules = (ids: number[]) => put<Page<RoutingRule>>('/routing-rules/order', { ids });
export const tryRules = (body: TrialQuestion) => post<Trial>('/routing-rules/trial', body);

export interface Opening {
  from: string;
  to: string;
}
export interface Holiday {
  date: string;
  name: string;
  openings: Opening[];
}
export interface HoursFields {
  name: string;
  week: Opening[][];
  holidays: Holiday[];
}
export interface Hours extends HoursFields {
  id: number;
  is_open: boolean;
  changes_at: string | null;
}
export const listHours = () => get<Page<Hours>>('/hours');
export const createHours = (body: HoursFields) => post<Hours>('/hours', body);
export const changeHours = (id: number, body: Partial<HoursFields>) => patch<Hours>(`/hours/${id}`, body);
export const deleteHours = (id: number) => remove(`/hours/${id}`);

export type CountedTag = Tag & { predefined: boolean; conversation_count: number };
export const listCountedTags = () => get<Page<CountedTag>>('/tags');
export const createTagWith = (body: { name: string; predefined: boolean }) => post<CountedTag>('/tags', body);
export const changeTag = (id: number, body: { name?: string; predefined?: boolean }) =>
  patch<CountedTag>(`/tags/${id}`, body);
export const deleteTag = (id: number) => remove(`/tags/${id}`);
export const mergeTag = (id: number, into: number) => post<CountedTag>(`/tags/${id}/merges`, { into });

export const createLabel = (body: { name: string; colour: string }) => post<Label>('/labels', body);
export const changeLabel = (id: number, body: { name?: string; colour?: string }) =>
  patch<Label>(`/labels/${id}`, body);
export const deleteLabel = (id: number) => remove(`/labels/${id}`);

export type FullCanned = CannedMessage & { owner_id: number | null; attachments: Attachment[] };
export interface CannedFields {
  shortcut: string;
  title: string;
  category: string;
  text: string;
  personal: boolean;
  attachment_ids: number[];
}
export const listCanned = () => get<Page<FullCanned>>('/canned-messages');
export const createCanned = (body: CannedFields) => post<FullCanned>('/canned-messages', body);
export const changeCanned = (id: number, body: Partial<CannedFields>) =>
  patch<FullCanned>(`/canned-messages/${id}`, body);
export const deleteCanned = (id: number) => remove(`/canned-messages/${id}`);
export const uploadAttachment = (file: File) =>
  take<Attachment>(
    send('POST', '/attachments', {
      raw: { data: file, type: 'application/octet-stream' },
      query: { name: file.name },
    }),
  );

export const ATTRIBUTE_KINDS = ['text', 'number', 'date', 'yes_no', 'link', 'list'] as const;
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number];
export type AttributeValue = string | number | boolean;
export interface AttributeFields {
  key: string;
  name: string;
  kind: AttributeKind;
  options: string[];
}
export interface Attribute extends AttributeFields {
  id: number;
}
export const listAttributes = () => get<Page<Attribute>>('/attributes');
export const createAttribute = (body: AttributeFields) => post<Attribute>('/attributes', body);
export const changeAttribute = (id: number, body: Partial<AttributeFields>) =>
  patch<Attribute>(`/attributes/${id}`, body);
export const deleteAttribute = (id: number) => remove(`/attributes/${id}`);

export interface Settings {
  time_zone: string;
  abandonment_seconds: number;
  inactivity_seconds: number;
  warning_seconds: number;
  warns_before_window: boolean;
  closes_active: boolean;
  offline_after_seconds: number;
  gives_back_after_seconds: number | null;
  refuses_over_capacity: boolean;
  closing_words: { on: boolean; words: string[] };
}
export const readSettings = () => get<Settings>('/settings');
export const changeSettings = (body: Partial<Settings>) => patch<Settings>('/settings', body);

export const SCOPES = [
  'read_conversations',
  'write_conversations',
  'read_contacts',
  'write_contacts',
  'read_reports',
  'configure',
] as const;
export type Scope = (typeof SCOPES)[number];
export interface ApiKey {
  id: number;
  name: string;
  agent_id: number;
  scopes: Scope[];
  hint: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}
export interface NewApiKey {
  name: string;
  scopes: Scope[];
  agent_id?: number;
  expires_at?: string;
}
export const listKeys = () => get<Page<ApiKey>>('/api-keys');
export const createKey = (body: NewApiKey) => post<ApiKey & { key: string }>('/api-keys', body);
export const revokeKey = (id: number) => remove(`/api-keys/${id}`);

export interface ContactIdentity {
  inbox_id: number | null;
  kind: string;
  value: string;
}
export interface ContactNote {
  id: number;
  text: string;
  by: number;
  by_name: string;
  at: string;
}
export interface FullContact {
  id: number;
  name: string;
  phone: string | null;
  email: string | null;
  username: string | null;
  identities: ContactIdentity[];
  attributes: Record<string, AttributeValue>;
  notes: ContactNote[];
  blocked_at: string | null;
  merged_into: number | null;
  merged: { merge_id: number; contact_id: number; name: string; at: string }[];
  created_at: string;
  conversation_count: number;
}
export interface PastConversation {
  id: number;
  channel: Channel;
  inbox_id: number;
  state: State;
  created_at: string;
  ended_at: string | null;
  agent_id: number | null;
  agent_name: string | null;
  subject: string | null;
  preview: Preview | null;
  tags: Tag[];
}
export interface NewContact {
  name: string;
  phone?: string;
  email?: string;
  attributes?: Record<string, AttributeValue>;
}
export interface ImportResult {
  created: number;
  updated: number;
  unchanged: number;
  skipped: { line: number; reason: string }[];
  /** All of them: only the first are listed. */
  skipped_total: number;
}
export const listContacts = (query: {
  q?: string;
  blocked?: boolean;
  limit?: number;
  cursor?: string | null;
}) => get<Page<FullContact>>('/contacts', query);
export const readContact = (id: number) => get<FullContact>(`/contacts/${id}`);
export const createContact = (body: NewContact) => post<FullContact>('/contacts', body);
export const changeContact = (
  id: number,
  body: { name?: string; attributes?: Record<string, AttributeValue | null> },
) => patch<FullContact>(`/contacts/${id}`, body);
export const addContactNote = (id: number, text: string) =>
  post<FullContact>(`/contacts/${id}/notes`, { text });
export const deleteContactNote = (id: number, note: number) => remove(`/contacts/${id}/notes/${note}`);
export const mergeContact = (id: number, other: number) =>
  post<FullContact>(`/contacts/${id}/merges`, { contact_id: other });
export const unmergeContact = (id: number, merge: number) =>
  remove<FullContact>(`/contacts/${id}/merges/${merge}`);
export const blockContact = (id: number) => put<FullContact>(`/contacts/${id}/block`);
export const unblockContact = (id: number) => remove<FullContact>(`/contacts/${id}/block`);
export const readHistory = (id: number, cursor?: string | null) =>
  get<Page<PastConversation>>(`/contacts/${id}/history`, { cursor, limit: 30 });
export const importContacts = (csv: string) =>
  take<ImportResult>(send('POST', '/contacts/import', { raw: { data: csv, type: 'text/csv' } }));
export const CONTACTS_EXPORT = `${BASE}/contacts/export`;
