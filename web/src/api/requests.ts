/** Every request the UI makes, one line each. */
import type {
  Agent,
  Availability,
  CannedMessage,
  Contact,
  Conversation,
  ConversationPage,
  Entry,
  Inbox,
  Label,
  Me,
  Page,
  Queue,
  Role,
  SearchPage,
  Tag,
  TimelinePage,
  UnreadableDelivery,
} from './types';
import { client, take } from './client';

type Query = Record<string, string | number | boolean | undefined>;

const get = <Data>(path: string, query: Query = {}) =>
  take<Data>(client.GET(path as never, { params: { query } } as never));
const post = <Data>(path: string, body: unknown, key?: string) =>
  take<Data>(client.POST(path as never, { body, headers: key ? { 'Idempotency-Key': key } : {} } as never));
const put = <Data>(path: string, body?: unknown) => take<Data>(client.PUT(path as never, { body } as never));
const patch = <Data>(path: string, body: unknown) =>
  take<Data>(client.PATCH(path as never, { body } as never));
const remove = <Data>(path: string) => take<Data>(client.DELETE(path as never, {} as never));

export const signIn = (email: string, password: string) => post<Me>('/session', { email, password });
export const readSession = () => get<Me>('/session');
export const signOut = () => remove<void>('/session');
export const changeMe = (change: { availability?: Availability; preferences?: Record<string, unknown> }) =>
  patch<Me>('/me', change);

export const listConversations = (query: Query) => get<ConversationPage>('/conversations', query);
export const readConversation = (id: number) => get<Conversation>(`/conversations/${id}`);
export const readTimeline = (id: number, before?: string, limit?: number) =>
  get<TimelinePage>(`/conversations/${id}/timeline`, { before, limit });

export interface NewMessage {
  text: string;
  seen_seq?: number;
  keep_active?: boolean;
  reply_to?: number;
}
export const sendMessage = (id: number, message: NewMessage, key: string) =>
  post<Entry>(`/conversations/${id}/messages`, message, key);
export const addNote = (id: number, text: string, key: string) =>
  post<Entry>(`/conversations/${id}/notes`, { text }, key);

export const accept = (id: number, overCapacity = false) =>
  post<Conversation>(`/conversations/${id}/assignment`, {
    agent: 'me',
    ...(overCapacity ? { over_capacity: true } : {}),
  });
export const transfer = (id: number, to: { agent_id?: number; queue_id?: number; note?: string }) =>
  post<Conversation>(`/conversations/${id}/transfers`, to);
export const resolve = (id: number, note: string | undefined) =>
  post<Conversation>(`/conversations/${id}/resolution`, { note });
export const undoResolution = (id: number) => remove<Conversation>(`/conversations/${id}/resolution`);
export const markRead = (id: number, seq: number) => put<void>(`/conversations/${id}/read-mark`, { seq });
export const addTag = (id: number, tag: number) => put<Conversation>(`/conversations/${id}/tags/${tag}`);
export const removeTag = (id: number, tag: number) =>
  remove<Conversation>(`/conversations/${id}/tags/${tag}`);
export const addLabel = (id: number, label: number) =>
  put<Conversation>(`/conversations/${id}/labels/${label}`);
export const removeLabel = (id: number, label: number) =>
  remove<Conversation>(`/conversations/${id}/labels/${label}`);

export const readContact = (id: number) => get<Contact>(`/contacts/${id}`);
export const listQueues = () => get<Page<Queue>>('/queues', { limit: 100 });
export const listAgents = () => get<Page<Agent>>('/agents', { limit: 100 });
export const listInboxes = () => get<Page<Inbox>>('/inboxes', { limit: 100 });
export const listTags = () => get<Page<Tag>>('/tags', { limit: 100 });
export const listLabels = () => get<Page<Label>>('/labels', { limit: 100 });
export const listCannedMessages = () => get<Page<CannedMessage>>('/canned-messages', { limit: 100 });
export const createTag = (name: string) => post<Tag>('/tags', { name });

export interface NewAgent {
  name: string;
  email: string;
  password: string;
  role: Role;
  queue_ids: number[];
}
export const createAgent = (agent: NewAgent) => post<Agent>('/agents', agent);

export interface NewWhatsAppInbox {
  name: string;
  whatsapp: {
    phone_number_id: string;
    waba_id: string;
    access_token: string;
    app_secret: string;
    verify_token: string;
  };
}
export const createWhatsAppInbox = (inbox: NewWhatsAppInbox) =>
  post<Inbox>('/inboxes', { channel: 'whatsapp', ...inbox });
export const listUnreadable = () => get<Page<UnreadableDelivery>>('/deliveries/unreadable', { limit: 100 });

export const search = (q: string, cursor?: string) => get<SearchPage>('/search', { q, cursor, limit: 30 });
/** Asks only whether there is something newer; what it is comes over the live connection. */
export const readNewestEvent = (after: number) =>
  get<{ items: { seq: number }[]; resync: boolean }>('/events', { after, limit: 1 });
