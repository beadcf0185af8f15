/** What mails, and the inboxes that take them, have beside what everything of their kind has. */
import { BASE, client, take } from './client';
import type { components } from './schema';
import type { Inbox, Page } from './types';

type Schemas = components['schemas'];
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;

export type MailAddress = Schemas['MailAddress'];
export type Invitation = Schemas['MailInvitation'];
export type Mail = Exact<
  Schemas['MailFacts'],
  { from: MailAddress | null; reply_to: MailAddress | null; invitation: Invitation | null }
>;

/** What a message of an e-mail conversation has more. */
export interface MailFacts {
  mail: Mail | null;
}

export type Tls = 'implicit' | 'starttls' | 'none';
export type MailAuth = 'password' | 'oauth2';
export type MailServer = Exact<Schemas['MailboxServer'], { tls: Tls; auth: MailAuth }>;
/** The mailbox of an inbox. */
export type MailAccount = Exact<
  Schemas['Mailbox'],
  {
    imap: MailServer;
    smtp: MailServer;
    after_import: 'leave' | 'mark_seen' | 'move';
    sent_copy: 'auto' | 'on' | 'off';
    start_from: 'now' | 'days';
    oauth: Schemas['MailboxOauth'] | null;
  }
>;
/** Secrets are only ever written; one that is left out stays as it is. */
export type NewMailAccount = Exact<
  MailAccount,
  {
    imap: MailServer & { password?: string };
    /** Without a password of its own it takes that of fetching. */
    smtp: MailServer & { password?: string };
    oauth: (Schemas['MailboxOauth'] & { client_secret?: string; refresh_token: string }) | null;
  }
>;
/** What is left out stays as it is. */
export type MailAccountChange = Schemas['MailboxChange'];

type MailError = Schemas['MailError'];
export type MailState = Exact<
  Schemas['MailState'],
  {
    fetching: Exact<
      Schemas['MailFetching'],
      {
        status: 'connecting' | 'fetching' | 'idle' | 'polling' | 'waiting' | 'needs_attention' | 'off';
        error: MailError | null;
      }
    >;
    sending: Exact<
      Schemas['MailSending'],
      { status: 'ok' | 'waiting' | 'needs_attention'; error: MailError | null }
    >;
  }
>;
/** What an inbox of e-mail has more. */
export interface MailInboxFacts {
  email: MailAccount | null;
  /** Told by the inbox alone, and only when it is asked for. */
  mail_state?: MailState | null;
}

export type InboxMail = Exact<
  Schemas['FetchedMail'],
  { state: 'waiting' | 'done' | 'duplicate' | 'failed' | 'skipped' | 'stray' }
>;

export const readInbox = (id: number) =>
  take<Inbox>(client.GET('/inboxes/{id}', { params: { path: { id } } }));
export const listMails = (id: number, state: InboxMail['state'], cursor?: string) =>
  take<Page<InboxMail>>(
    client.GET('/inboxes/{id}/mails', {
      params: { path: { id }, query: { state, limit: 50, ...(cursor ? { cursor } : {}) } },
    }),
  );
/** Reads it once more. */
export const retryMail = (id: number, mail_id: number) =>
  take<InboxMail>(
    client.POST('/inboxes/{id}/mails/{mail_id}/retries', { params: { path: { id, mail_id } } }),
  );
export const rawMailUrl = (id: number, mail: number) => `${BASE}/inboxes/${id}/mails/${mail}/raw`;

/** Sends a mail from the mailbox to itself; how it went is told by the doctor. */
export const testMail = (id: number) =>
  take<void>(client.POST('/inboxes/{id}/mail-tests', { params: { path: { id } } }));
