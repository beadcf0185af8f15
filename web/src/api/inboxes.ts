/** Connecting inboxes, checking them, and their templates. */
import type { components } from './schema';
import type { Template, TemplateComponent, TemplatePage, TemplateParameter } from './sending';
import type { Inbox } from './types';
import { client, take } from './client';

type Schemas = components['schemas'];
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;
const at = (id: number) => ({ path: { id } });

export const createInbox = (body: Schemas['NewInbox']) => take<Inbox>(client.POST('/inboxes', { body }));

export type Check = Exact<Schemas['InboxCheck'], { status: 'ok' | 'warning' | 'failed' | 'unknown' }>;
export type DoctorReport = Exact<Schemas['InboxReport'], { checks: Check[] }>;
export const readDoctor = (id: number) =>
  take<DoctorReport>(client.GET('/inboxes/{id}/doctor', { params: at(id) }));
/** Tells the provider to send what happens here. */
export const subscribeInbox = (id: number) =>
  take<DoctorReport>(client.POST('/inboxes/{id}/subscription', { params: at(id) }));
export const dismissWarning = (id: number, warning_id: number) =>
  take<void>(client.DELETE('/inboxes/{id}/warnings/{warning_id}', { params: { path: { id, warning_id } } }));

export type HeldMessage = Schemas['HeldMessage'];
/** What waited in a backup that was put back; the oldest first. */
export const listHeld = (id: number) =>
  take<{ items: HeldMessage[] }>(
    client.GET('/inboxes/{id}/held-messages', { params: { ...at(id), query: { limit: 50 } } }),
  );
export const decideAboutHeld = (id: number, send: boolean) =>
  take<{ items: HeldMessage[] }>(
    client.POST('/inboxes/{id}/held-messages', { params: at(id), body: { send } }),
  );

export type { Template, TemplateComponent, TemplatePage, TemplateParameter };
export const listTemplates = (id: number, query: { status?: string; q?: string; cursor?: string }) =>
  take<TemplatePage>(
    client.GET('/inboxes/{id}/templates', { params: { ...at(id), query: { limit: 100, ...query } } }),
  );
/** Fetches them from the provider. */
export const syncTemplates = (id: number) =>
  take<void>(client.POST('/inboxes/{id}/template-syncs', { params: at(id) }));
