/** What is done to a message that is there already. */
import type { Entry, RawDelivery } from './types';
import { client, take } from './client';

const of = (entry: Pick<Entry, 'id' | 'conversation_id'>) => ({
  id: entry.conversation_id,
  entry_id: entry.id,
});

export const putReaction = (entry: Entry, emoji: string) =>
  take<Entry>(
    client.PUT('/conversations/{id}/timeline/{entry_id}/reaction', {
      params: { path: of(entry) },
      body: { emoji },
    }),
  );
export const removeReaction = (entry: Entry) =>
  take<Entry>(
    client.DELETE('/conversations/{id}/timeline/{entry_id}/reaction', { params: { path: of(entry) } }),
  );

/** `acceptDoubt`: although it is not known whether the first one arrived. */
export const resend = (entry: Entry, acceptDoubt: boolean) =>
  take<Entry>(
    client.POST('/conversations/{id}/timeline/{entry_id}/resends', {
      params: { path: of(entry) },
      body: { accept_doubt: acceptDoubt },
    }),
  );

/** Somebody knows that it went out. */
export const markAsSent = (entry: Entry) =>
  take<Entry>(
    client.PUT('/conversations/{id}/timeline/{entry_id}/delivery', {
      params: { path: of(entry) },
      body: { status: 'sent' },
    }),
  );

/** Fetches a file of an inbound message again from where it came. */
export const retryFile = (entry: Entry, place: number) =>
  take<Entry>(
    client.POST('/conversations/{id}/timeline/{entry_id}/files/{place}/retries', {
      params: { path: { ...of(entry), place } },
    }),
  );

/** What the provider sent, as it came (admins). */
export const readRaw = (entry: Entry) =>
  take<RawDelivery>(
    client.GET('/conversations/{id}/timeline/{entry_id}/raw', { params: { path: of(entry) } }),
  );
