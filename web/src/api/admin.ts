/** The requests of the administration: what they send and get is checked against the server's description. */
import type { components } from './schema';
import type { Agent, Attachment, Availability, Hours, Inbox, Label, Page, Role, Tag } from './types';
import { BASE, client, newKey, take } from './client';

type Schemas = components['schemas'];
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;
const at = (id: number) => ({ path: { id } });

export const changeInbox = (id: number, body: Schemas['InboxChange']) =>
  take<Inbox>(client.PATCH('/inboxes/{id}', { params: at(id), body }));

export type AgentChange = Exact<Schemas['AgentChange'], { role?: Role; availability?: Availability }>;
export const changeAgent = (id: number, body: AgentChange) =>
  take<Agent>(client.PATCH('/agents/{id}', { params: at(id), body }));

export const STRATEGIES = ['least_busy', 'round_robin', 'manual'] as const;
export type Strategy = (typeof STRATEGIES)[number];
export const REPLIES = ['welcome', 'acknowledgement', 'off_hours', 'warning', 'abandoned'] as const;
export type ReplyName = (typeof REPLIES)[number];
export type Replies = Schemas['Replies'];
export type FullQueue = Exact<Schemas['Queue'], { strategy: Strategy }>;
export type QueueFields = Pick<
  FullQueue,
  | 'name'
  | 'strategy'
  | 'priority'
  | 'sticky'
  | 'hours_id'
  | 'member_ids'
  | 'abandonment_seconds'
  | 'inactivity_seconds'
  | 'warning_seconds'
  | 'warns_before_window'
  | 'closes_active'
  | 'replies'
>;
export const createQueue = (body: Partial<QueueFields> & { name: string }) =>
  take<FullQueue>(client.POST('/queues', { body }));
export const changeQueue = (id: number, body: Partial<QueueFields>) =>
  take<FullQueue>(client.PATCH('/queues/{id}', { params: at(id), body }));
export const deleteQueue = (id: number) => take<void>(client.DELETE('/queues/{id}', { params: at(id) }));

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
export type Condition = Exact<Schemas['RoutingCondition'], { kind: ConditionKind; key: string | null }>;
export type RoutingRule = Exact<Schemas['RoutingRule'], { conditions: Condition[] }>;
export type RuleFields = Pick<RoutingRule, 'name' | 'on' | 'conditions' | 'queue_id'>;
export type Trial = Exact<
  Schemas['RoutingOutcome'],
  {
    why: 'rule' | 'default' | 'open' | 'blocked';
    reason: 'least_busy' | 'round_robin' | 'sticky' | null;
    checked: Exact<Schemas['CheckedRule'], { failed: ConditionKind | null }>[];
  }
>;
export const listRules = () => take<Page<RoutingRule>>(client.GET('/routing-rules'));
export const createRule = (body: RuleFields) => take<RoutingRule>(client.POST('/routing-rules', { body }));
export const changeRule = (id: number, body: Partial<RuleFields>) =>
  take<RoutingRule>(client.PATCH('/routing-rules/{id}', { params: at(id), body }));
export const deleteRule = (id: number) =>
  take<void>(client.DELETE('/routing-rules/{id}', { params: at(id) }));
export const orderRules = (ids: number[]) =>
  take<Page<RoutingRule>>(client.PUT('/routing-rules/order', { body: { ids } }));
export const tryRules = (body: Schemas['RoutingTrial']) =>
  take<Trial>(client.POST('/routing-rules/trial', { body }));

export type Opening = Schemas['Opening'];
export type Holiday = Schemas['Holiday'];
export type { Hours };
export type HoursFields = Pick<Hours, 'name' | 'week' | 'holidays'>;
export const createHours = (body: HoursFields) => take<Hours>(client.POST('/hours', { body }));
export const changeHours = (id: number, body: Partial<HoursFields>) =>
  take<Hours>(client.PATCH('/hours/{id}', { params: at(id), body }));
export const deleteHours = (id: number) => take<void>(client.DELETE('/hours/{id}', { params: at(id) }));

export type CountedTag = Tag;
export const createTagWith = (body: Schemas['NewTag']) => take<Tag>(client.POST('/tags', { body }));
export const changeTag = (id: number, body: Schemas['TagChange']) =>
  take<Tag>(client.PATCH('/tags/{id}', { params: at(id), body }));
export const deleteTag = (id: number) => take<void>(client.DELETE('/tags/{id}', { params: at(id) }));
export const mergeTag = (id: number, into: number) =>
  take<Tag>(client.POST('/tags/{id}/merges', { params: at(id), body: { into } }));

export const createLabel = (body: Schemas['NewLabel']) => take<Label>(client.POST('/labels', { body }));
export const changeLabel = (id: number, body: Schemas['LabelChange']) =>
  take<Label>(client.PATCH('/labels/{id}', { params: at(id), body }));
export const deleteLabel = (id: number) => take<void>(client.DELETE('/labels/{id}', { params: at(id) }));

export type FullCanned = Schemas['CannedMessage'];
export type CannedFields = Schemas['NewCannedMessage'];
export const listCanned = () => take<Page<FullCanned>>(client.GET('/canned-messages'));
export const createCanned = (body: CannedFields) =>
  take<FullCanned>(client.POST('/canned-messages', { body }));
export const changeCanned = (id: number, body: Schemas['CannedMessageChange']) =>
  take<FullCanned>(client.PATCH('/canned-messages/{id}', { params: at(id), body }));
export const deleteCanned = (id: number) =>
  take<void>(client.DELETE('/canned-messages/{id}', { params: at(id) }));

export const ATTRIBUTE_KINDS = ['text', 'number', 'date', 'yes_no', 'link', 'list'] as const;
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number];
export type AttributeValue = Schemas['AttributeValue'];
export type Attribute = Exact<Schemas['Attribute'], { kind: AttributeKind }>;
export const listAttributes = () => take<Page<Attribute>>(client.GET('/attributes'));
export const createAttribute = (body: Schemas['NewAttribute']) =>
  take<Attribute>(client.POST('/attributes', { body }));
export const changeAttribute = (id: number, body: Schemas['AttributeChange']) =>
  take<Attribute>(client.PATCH('/attributes/{id}', { params: at(id), body }));
export const deleteAttribute = (id: number) =>
  take<void>(client.DELETE('/attributes/{id}', { params: at(id) }));

export type Settings = Schemas['Settings'];
export { listHours, readSettings } from './requests';
export const changeSettings = (body: Schemas['SettingsChange']) =>
  take<Settings>(client.PATCH('/settings', { body }));

export const SCOPES = [
  'read_conversations',
  'write_conversations',
  'read_contacts',
  'write_contacts',
  'read_reports',
  'configure',
] as const;
export type Scope = (typeof SCOPES)[number];
export type ApiKey = Exact<Schemas['ApiKey'], { scopes: Scope[] }>;
export type NewApiKey = Exact<Schemas['NewApiKey'], { scopes: Scope[] }>;
export const listKeys = () => take<Page<ApiKey>>(client.GET('/api-keys'));
export const createKey = (body: NewApiKey) =>
  take<ApiKey & { key: string }>(client.POST('/api-keys', { body }));
export const revokeKey = (id: number) => take<void>(client.DELETE('/api-keys/{id}', { params: at(id) }));

/** A file on a slow line. */
const UPLOAD_TIMEOUT_MS = 180_000;

/** What is no JSON goes as it is, under its own type. */
export async function sendBytes(path: string, data: Blob | string, type: string) {
  const response = await fetch(`${BASE}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': type, 'Idempotency-Key': newKey() },
    body: data,
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  });
  const answer: unknown = await response.json().catch(() => null);
  return response.ok ? { data: answer, response } : { error: answer, response };
}
export const uploadAttachment = (file: File) =>
  take<Attachment>(
    sendBytes(`/attachments?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream'),
  );
