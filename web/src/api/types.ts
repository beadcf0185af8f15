/** The server's resources by the names the UI uses; what they hold stands in the generated schema. */
import type { Attachment, MessageFacts } from './content';
import type { MailFacts, MailInboxFacts } from './mail';
import type { components } from './schema';

type Schemas = components['schemas'];

/** A resource with some of its fields told more exactly than the schema does. */
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;

export type Role = 'agent' | 'supervisor' | 'admin';
export type Availability = 'online' | 'busy' | 'away' | 'offline';
export type State = 'queued' | 'active' | 'pending' | 'resolved' | 'abandoned';
export type Channel = 'whatsapp' | 'email' | 'messenger';
export type DeliveryStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'unknown';

interface Person {
  role: Role;
  availability: Availability;
}
export type Me = Exact<Schemas['Me'], Person & { preferences: Record<string, unknown> }>;
export type Agent = Exact<Schemas['Agent'], Person>;
export type Queue = Schemas['Queue'];
export type Hours = Schemas['Hours'];
export type Tag = Schemas['Tag'];
export type Label = Schemas['Label'];
export type Contact = Schemas['Contact'];
export type Identity = Schemas['Identity'];
export type CannedMessage = Omit<Schemas['CannedMessage'], 'attachments'> & { attachments?: Attachment[] };
export type Draft = Schemas['Draft'];

/** A colleague who has a conversation open, or writes in it. */
export interface Presence {
  id: number;
  name: string;
  viewing: boolean;
  typing: boolean;
}

/** By the attribute's kind; a date is `2026-05-03`. */
export type AttributeValue = string | number | boolean;

export interface ContactNote {
  id: number;
  text: string;
  by: number | null;
  by_name: string | null;
  at: string;
}
/** A contact with everything that is known of them. */
export type ContactWhole = Contact & {
  attributes: Record<string, AttributeValue>;
  notes: ContactNote[];
  blocked_at: string | null;
  merged_into: number | null;
  conversation_count: number;
};
export interface Attribute {
  id: number;
  key: string;
  name: string;
  kind: 'text' | 'number' | 'date' | 'yes_no' | 'link' | 'list';
  options: string[];
}
export interface HistoryItem {
  id: number;
  channel: Channel;
  inbox_id: number;
  state: State;
  created_at: string;
  ended_at: string | null;
  agent_id: number | null;
  agent_name: string | null;
  preview: Preview | string | null;
  tags: Tag[];
}

/** What can be done to many conversations at once. */
export interface BulkAction {
  type:
    | 'resolve'
    | 'assign'
    | 'transfer'
    | 'tag'
    | 'untag'
    | 'label'
    | 'unlabel'
    | 'snooze'
    | 'unsnooze'
    | 'read'
    | 'unread';
  agent_id?: number;
  queue_id?: number;
  tag_id?: number;
  label_id?: number;
  until?: string | null;
  note?: string;
}
export interface BulkResult {
  id: number;
  ok: boolean;
  code: string | null;
  detail: string | null;
}
export type RawDelivery = Schemas['RawDelivery'];
export type { Attachment };

export type Inbox = Exact<
  Schemas['Inbox'],
  {
    channel: Channel;
    status: 'ok' | 'stopped';
    whatsapp: Schemas['WhatsappIdentity'] | null;
    messenger: Schemas['MessengerIdentity'] | null;
  } & MailInboxFacts
>;

export type Resolution = Exact<
  Schemas['Resolution'],
  { cause: 'agent' | 'inactivity' | 'customer' | 'blocked' | 'full' | 'abandoned' }
>;
export type Preview = Exact<
  Schemas['Preview'],
  { author: 'contact' | 'agent' | 'note' | 'system' | 'outside' }
>;
export type Conversation = Exact<
  Schemas['Conversation'],
  {
    state: State;
    channel: Channel;
    contact: Schemas['Person'];
    mail_head: Schemas['MailHead'] | null;
    human_agent_until?: string | null;
    preview: Preview | null;
    resolution: Resolution | null;
  }
>;

type DeliveryTimes = Partial<Record<DeliveryStatus, string | null>>;
type Fate<Schema> = Exact<Schema, { status: DeliveryStatus; at: DeliveryTimes }>;
/** A message that goes in several pieces has the fate of each. */
export type Delivery = Fate<Exact<Schemas['Delivery'], { parts: Fate<Schemas['DeliveryPart']>[] }>>;
/** An activity names only the facts of its kind. */
export type Activity = Pick<Schemas['Activity'], 'type'> & {
  [Fact in Exclude<keyof Schemas['Activity'], 'type'>]?: Schemas['Activity'][Fact] | null;
};
export type Entry = Exact<
  Schemas['Entry'],
  {
    kind: 'message' | 'note' | 'activity';
    author: Exact<Schemas['Author'], { kind: 'contact' | 'agent' | 'system' | 'outside' }>;
    direction: 'inbound' | 'outbound' | null;
    delivery: Delivery | null;
    activity: Activity | null;
    attachments: Attachment[];
  } & MessageFacts &
    MailFacts
>;

export type SearchHit = Exact<
  Schemas['SearchHit'],
  {
    kind: 'message' | 'note' | 'conversation' | 'contact';
    conversation: Conversation | null;
    contact: Schemas['ContactName'] | null;
  }
>;

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}
export type ConversationPage = Page<Conversation> & { total: number | null; seq: number };
export type TimelinePage = Page<Entry> & { conversations: Conversation[] };
export type SearchPage = Page<SearchHit> & { total: number | null; unknown_terms: string[] };

export type Notice = Exact<
  Schemas['Notice'],
  { kind: 'mentioned' | 'assigned' | 'transferred' | 'woken'; entry: Entry }
>;
export type NoticePage = Page<Notice> & { unseen: number };

interface Resources {
  conversation_changed: Conversation;
  conversation_gone: { id: number };
  entry_changed: Entry;
  contact_changed: Contact;
  agent_changed: Agent;
  queue_changed: Queue;
  inbox_changed: Inbox;
  tag_changed: Tag;
  label_changed: Label;
  canned_message_changed: CannedMessage;
  read_mark_changed: Schemas['Unread'];
  draft_changed: Draft;
  notice_changed: Notice;
  notices_seen: Schemas['UnseenNotices'];
  configuration_changed: Schemas['Configuration'];
  removed: Schemas['RemovedThing'];
}

/** What the live connection carries: the whole resource, as its GET gives it to this agent. */
export type LiveEvent = {
  [Type in keyof Resources & Schemas['Event']['type']]: { seq: number; type: Type; data: Resources[Type] };
}[keyof Resources & Schemas['Event']['type']];

/** What is true only now, and is never replayed. */
export interface PresenceFrame {
  type: 'presence';
  data: { conversation_id: number; agents: Presence[] };
}

export type LiveFrame =
  | LiveEvent
  | PresenceFrame
  | { type: 'hello'; seq: number; now: string }
  | { type: 'clock'; now: string }
  | { type: 'resync'; seq: number };

/** What the browser tells the server without being asked. */
export type SentFrame =
  | { type: 'viewing'; conversation_id: number | null }
  | { type: 'typing'; conversation_id: number; is_note: boolean };

export type ReportSummary = Exact<Schemas['ReportSummary'], { previous: Schemas['ReportPrevious'] | null }>;
export type ReportTimes = Schemas['ReportTimes'];
export type ReportTable = Schemas['ReportTable'];
export type ReportRow = Schemas['ReportRow'];
export type ReportLoad = Exact<
  Schemas['ReportLoad'],
  { agents: Exact<Schemas['ReportAgentLoad'], { availability: Availability }>[] }
>;
