/** Every request the UI makes: paths, parameters and bodies are checked against the server's own description. */
import type { components, operations } from './schema';
import type {
  Agent,
  Availability,
  CannedMessage,
  Conversation,
  ConversationPage,
  Hours,
  Inbox,
  Label,
  Me,
  NoticePage,
  Page,
  Queue,
  RawDelivery,
  ReportLoad,
  ReportSummary,
  ReportTable,
  SearchPage,
  Tag,
  TimelinePage,
} from './types';
import { client, take } from './client';

type Schemas = components['schemas'];

export const signIn = (email: string, password: string) =>
  take<Me>(client.POST('/session', { body: { email, password } }));
/** Whether the first admin has still to be made. */
export const readSetup = () => take<Schemas['SetupState']>(client.GET('/setup'));
export const setUp = (body: Schemas['FirstRun']) => take<Me>(client.POST('/setup', { body }));
export const readSession = () => take<Me>(client.GET('/session'));
export const signOut = () => take<void>(client.DELETE('/session'));
export const changeMe = (availability: Availability) =>
  take<Me>(client.PATCH('/me', { body: { availability } }));
export const changeMySignature = (signature: string) =>
  take<Me>(client.PATCH('/me', { body: { signature } }));

export const listNotices = (cursor?: string) =>
  take<NoticePage>(client.GET('/me/notices', { params: { query: { limit: 100, cursor } } }));
export const seeNotices = (upTo: number, conversation?: number) =>
  take<void>(
    client.PUT('/me/notices/seen', {
      body: { up_to: upTo, ...(conversation === undefined ? {} : { conversation_id: conversation }) },
    }),
  );

export const listConversations = (
  query: NonNullable<operations['list_conversations']['parameters']['query']> & { snoozed?: boolean },
) => take<ConversationPage>(client.GET('/conversations', { params: { query } }));
export const readConversation = (id: number) =>
  take<Conversation>(client.GET('/conversations/{id}', { params: { path: { id } } }));
export const readTimeline = (id: number, before?: string, limit?: number, signal?: AbortSignal) =>
  take<TimelinePage>(
    client.GET('/conversations/{id}/timeline', {
      params: { path: { id }, query: { before, limit } },
      ...(signal ? { signal } : {}),
    }),
  );

export const accept = (id: number, overCapacity = false) =>
  take<Conversation>(
    client.POST('/conversations/{id}/assignment', {
      params: { path: { id } },
      body: { agent: 'me', ...(overCapacity ? { over_capacity: true } : {}) },
    }),
  );
export const transfer = (id: number, body: Schemas['Transfer']) =>
  take<Conversation>(client.POST('/conversations/{id}/transfers', { params: { path: { id } }, body }));
export const resolve = (id: number, body: Schemas['NewResolution']) =>
  take<Conversation>(client.POST('/conversations/{id}/resolution', { params: { path: { id } }, body }));
export const undoResolution = (id: number, overCapacity = false) =>
  take<Conversation>(
    client.DELETE('/conversations/{id}/resolution', {
      params: { path: { id }, query: overCapacity ? { over_capacity: true } : {} },
    }),
  );
export const markRead = (id: number, seq: number) =>
  take<void>(client.PUT('/conversations/{id}/read-mark', { params: { path: { id } }, body: { seq } }));

export const addTag = (id: number, tag: number) =>
  take<Conversation>(client.PUT('/conversations/{id}/tags/{tag}', { params: { path: { id, tag } } }));
export const removeTag = (id: number, tag: number) =>
  take<Conversation>(client.DELETE('/conversations/{id}/tags/{tag}', { params: { path: { id, tag } } }));
export const addLabel = (id: number, label: number) =>
  take<Conversation>(client.PUT('/conversations/{id}/labels/{label}', { params: { path: { id, label } } }));
export const removeLabel = (id: number, label: number) =>
  take<Conversation>(
    client.DELETE('/conversations/{id}/labels/{label}', { params: { path: { id, label } } }),
  );

export const readSettings = () => take<Schemas['Settings']>(client.GET('/settings'));

export const listQueues = () => take<Page<Queue>>(client.GET('/queues'));
export const listAgents = () => take<Page<Agent>>(client.GET('/agents'));
export const listHours = () => take<Page<Hours>>(client.GET('/hours'));
export const listInboxes = () => take<Page<Inbox>>(client.GET('/inboxes'));
export const listTags = () => take<Page<Tag>>(client.GET('/tags'));
export const listLabels = () => take<Page<Label>>(client.GET('/labels'));
export const listCannedMessages = () => take<Page<CannedMessage>>(client.GET('/canned-messages'));
export const createTag = (name: string) => take<Tag>(client.POST('/tags', { body: { name } }));

export const createAgent = (body: Schemas['NewAgent']) => take<Agent>(client.POST('/agents', { body }));
export const listUnreadable = () =>
  take<Page<RawDelivery>>(client.GET('/deliveries/unreadable', { params: { query: { limit: 100 } } }));

export const search = (q: string, cursor?: string) =>
  take<SearchPage>(client.GET('/search', { params: { query: { q, cursor, limit: 30 } } }));
/** Asks only whether there is something newer; what it is comes over the live connection. */
export const readNewestEvent = (after: number) =>
  take<{ items: { seq: number }[]; resync: boolean }>(
    client.GET('/events', { params: { query: { after, limit: 1 } } }),
  );

type Reported = NonNullable<operations['get_report_summary']['parameters']['query']>;
export const readSummary = (query: Reported) =>
  take<ReportSummary>(client.GET('/reports/summary', { params: { query } }));
export const readTable = (by: string, query: Reported) =>
  take<ReportTable>(client.GET('/reports/table', { params: { query: { ...query, by } } }));
export const readLoad = () => take<ReportLoad>(client.GET('/reports/load'));
export const rebuildReports = () => take<void>(client.POST('/reports/rebuild'));
