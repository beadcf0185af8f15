/** The server's resources as the UI names them. */
export type Role = 'agent' | 'supervisor' | 'admin';
export type Availability = 'online' | 'busy' | 'away' | 'offline';
export type State = 'queued' | 'active' | 'pending' | 'resolved' | 'abandoned';
export type Channel = 'whatsapp' | 'email' | 'messenger';
export type Delivery = 'queued' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'unknown';

export interface Load {
  active: number;
  pending: number;
}

export interface Me {
  id: number;
  name: string;
  email: string;
  role: Role;
  availability: Availability;
  capacity: number;
  queue_ids: number[];
  preferences: Record<string, unknown>;
  load: Load;
  seq: number;
}

export interface Agent {
  id: number;
  name: string;
  email: string;
  role: Role;
  availability: Availability;
  capacity: number;
  load: Load;
  queue_ids: number[];
}

export interface Queue {
  id: number;
  name: string;
  strategy: string;
  priority: number;
  member_ids: number[];
  waiting: number;
  longest_waiting_since: string | null;
}

export interface Tag {
  id: number;
  name: string;
}

export interface Label extends Tag {
  colour: string;
}

export interface ContactSummary {
  id: number;
  name: string;
  phone: string | null;
  email: string | null;
  username: string | null;
}

export interface Resolution {
  cause: 'agent' | 'inactivity' | 'customer' | 'abandoned';
  note: string | null;
  by: number | null;
  by_name: string | null;
  at: string;
}

export interface Preview {
  text: string;
  author: 'contact' | 'agent' | 'note' | 'system';
  kind: string;
}

export interface Conversation {
  id: number;
  state: State;
  channel: Channel;
  inbox_id: number;
  queue_id: number | null;
  agent_id: number | null;
  contact: ContactSummary;
  subject: string | null;
  preview: Preview | null;
  created_at: string;
  last_activity_at: string;
  waiting_since: string | null;
  first_response_at: string | null;
  tags: Tag[];
  labels: Label[];
  unread: number;
  last_seq: number;
  previous_id: number | null;
  next_id: number | null;
  window_closes_at: string | null;
  snoozed_until: string | null;
  resolution: Resolution | null;
  undo_until: string | null;
}

export interface Attachment {
  id: number;
  name: string;
  mime: string;
  size: number;
  url: string;
}

export interface DeliveryReport {
  status: Delivery;
  reason: string | null;
  at: Partial<Record<Delivery, string | null>>;
}

export interface Activity {
  type: string;
  agent_id?: number | null;
  agent_name?: string | null;
  queue_id?: number | null;
  queue_name?: string | null;
  note?: string | null;
  cause?: string | null;
  tag?: string | null;
  label?: string | null;
  previous_id?: number | null;
}

export interface Entry {
  id: number;
  conversation_id: number;
  seq: number;
  kind: 'message' | 'note' | 'activity';
  at: string;
  author: { kind: 'contact' | 'agent' | 'system'; id: number | null; name: string };
  direction: 'inbound' | 'outbound' | null;
  text: string | null;
  content: { type: string; [fact: string]: unknown } | null;
  attachments: Attachment[];
  reply_to: number | null;
  reactions: { emoji: string; by: string }[];
  delivery: DeliveryReport | null;
  client_key: string | null;
  activity: Activity | null;
}

export interface Contact {
  id: number;
  name: string;
  identities: { inbox_id: number; kind: string; value: string }[];
  attributes: Record<string, unknown>;
  created_at: string;
}

export interface Inbox {
  id: number;
  name: string;
  channel: Channel;
  queue_id: number | null;
  status: 'ok' | 'stopped';
  status_reason: string | null;
  whatsapp: { phone_number_id: string; waba_id: string } | null;
  last_inbound_at: string | null;
  created_at: string;
}

export interface CannedMessage {
  id: number;
  shortcut: string;
  title: string;
  text: string;
  category: string | null;
}

export interface UnreadableDelivery {
  id: number;
  received_at: string;
  channel: string;
  reason: string;
  size: number;
  body: string;
}

export interface SearchHit {
  kind: 'message' | 'note' | 'conversation' | 'contact';
  at: string;
  conversation: Conversation | null;
  contact: { id: number; name: string } | null;
  entry_id: number | null;
  seq: number | null;
  snippet: { text: string; mark: boolean }[];
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export interface ConversationPage extends Page<Conversation> {
  total: number | null;
  seq: number;
}

export interface TimelinePage extends Page<Entry> {
  conversations: Conversation[];
}

export interface SearchPage extends Page<SearchHit> {
  total: number | null;
}

/** What the live connection carries: the whole resource, as its GET gives it to this agent. */
export type LiveEvent =
  | { seq: number; type: 'conversation_changed'; data: Conversation }
  | { seq: number; type: 'conversation_gone'; data: { id: number } }
  | { seq: number; type: 'entry_changed'; data: Entry }
  | { seq: number; type: 'contact_changed'; data: Contact }
  | { seq: number; type: 'agent_changed'; data: Agent }
  | { seq: number; type: 'queue_changed'; data: Queue }
  | { seq: number; type: 'inbox_changed'; data: Inbox }
  | { seq: number; type: 'tag_changed'; data: Tag }
  | { seq: number; type: 'label_changed'; data: Label }
  | { seq: number; type: 'canned_message_changed'; data: CannedMessage }
  | { seq: number; type: 'read_mark_changed'; data: { conversation_id: number; unread: number } };

export type LiveFrame = LiveEvent | { type: 'hello'; seq: number } | { type: 'resync'; seq: number };
