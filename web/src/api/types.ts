/** The server's resources by the names the UI uses; what they hold stands in the generated schema. */
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
export type Tag = Schemas['Tag'];
export type Label = Schemas['Label'];
export type Contact = Schemas['Contact'];
export type CannedMessage = Schemas['CannedMessage'];
export type RawDelivery = Schemas['RawDelivery'];
export type Attachment = Schemas['Attachment'];

export type Inbox = Exact<
  Schemas['Inbox'],
  { channel: Channel; status: 'ok' | 'stopped'; whatsapp: Schemas['WhatsappIdentity'] | null }
>;

export type Resolution = Exact<
  Schemas['Resolution'],
  { cause: 'agent' | 'inactivity' | 'customer' | 'abandoned' }
>;
export type Preview = Exact<Schemas['Preview'], { author: 'contact' | 'agent' | 'note' | 'system' }>;
export type Conversation = Exact<
  Schemas['Conversation'],
  {
    state: State;
    channel: Channel;
    contact: Schemas['Person'];
    preview: Preview | null;
    resolution: Resolution | null;
  }
>;

export type Delivery = Exact<
  Schemas['Delivery'],
  { status: DeliveryStatus; at: Partial<Record<DeliveryStatus, string | null>> }
>;
/** An activity names only the facts of its kind. */
export type Activity = Pick<Schemas['Activity'], 'type'> & {
  [Fact in Exclude<keyof Schemas['Activity'], 'type'>]?: Schemas['Activity'][Fact] | null;
};
export type Entry = Exact<
  Schemas['Entry'],
  {
    kind: 'message' | 'note' | 'activity';
    author: Exact<Schemas['Author'], { kind: 'contact' | 'agent' | 'system' }>;
    direction: 'inbound' | 'outbound' | null;
    content: (Pick<Schemas['Content'], 'type'> & Partial<Schemas['Content']>) | null;
    delivery: Delivery | null;
    activity: Activity | null;
  }
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
export type SearchPage = Page<SearchHit> & { total: number | null };

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
}

/** What the live connection carries: the whole resource, as its GET gives it to this agent. */
export type LiveEvent = {
  [Type in keyof Resources & Schemas['Event']['type']]: { seq: number; type: Type; data: Resources[Type] };
}[keyof Resources & Schemas['Event']['type']];

export type LiveFrame = LiveEvent | { type: 'hello'; seq: number } | { type: 'resync'; seq: number };

export type ReportSummary = Exact<Schemas['ReportSummary'], { previous: Schemas['ReportPrevious'] | null }>;
export type ReportTimes = Schemas['ReportTimes'];
export type ReportTable = Schemas['ReportTable'];
export type ReportRow = Schemas['ReportRow'];
export type ReportLoad = Exact<
  Schemas['ReportLoad'],
  { agents: Exact<Schemas['ReportAgentLoad'], { availability: Availability }>[] }
>;
