/** What mails, and the inboxes that take them, have beside what everything of their kind has. */
import { BASE, client, take } from './client';
import type { Page } from './types';

export interface MailAddress {
  name: string | null;
  address: string;
}
export type MailNotice = 'html_too_large' | 'encrypted' | 'winmail' | 'truncated' | 'files_left_out';
export interface Invitation {
  summary: string | null;
  /** As its calendar file says, such as `2026-03-01T10:00`, with the zone if it names one. */
  starts: string | null;
  ends: string | null;
  location: string | null;
  organizer: string | null;
  /** `REQUEST`, `CANCEL`, `REPLY` … */
  method: string | null;
}
export interface Mail {
  from: MailAddress | null;
  reply_to: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  subject: string | null;
  is_automatic: boolean;
  is_from_other_address: boolean;
  has_remote_images: boolean;
  notices: MailNotice[];
  invitation: Invitation | null;
  authentication: string | null;
  raw_url: string | null;
}

/** What a message of an e-mail conversation has more; of other channels it need not be named. */
export interface MailFacts {
  /** What its author quoted; `text` holds the own words. */
  quoted_text?: string | null;
  /** A whole page for a frame, if the mail has HTML. */
  html_url?: string | null;
  mail?: Mail | null;
}

export type Tls = 'implicit' | 'starttls' | 'none';
export type MailAuth = 'password' | 'oauth2';
export interface MailServer {
  host: string;
  port: number;
  tls: Tls;
  auth: MailAuth;
  username: string;
  /** A certificate authority of its own, as PEM text. */
  ca_file: string | null;
}
export interface OauthClient {
  client_id: string;
  token_url: string;
  scope: string | null;
}
/** The mailbox of an inbox. */
export interface MailAccount {
  address: string;
  aliases: string[];
  from_name: string;
  signature: string | null;
  imap: MailServer;
  smtp: MailServer;
  folders: string[];
  after_import: 'leave' | 'mark_seen' | 'move';
  move_to: string | null;
  sent_copy: 'auto' | 'on' | 'off';
  start_from: 'now' | 'days';
  start_days: number | null;
  oauth: OauthClient | null;
}
/** Secrets are only ever written; one that is left out stays as it is. */
export type NewMailAccount = Omit<MailAccount, 'imap' | 'smtp' | 'oauth'> & {
  imap: MailServer & { password?: string };
  /** Without a password of its own it takes that of fetching. */
  smtp: MailServer & { password?: string };
  oauth: (OauthClient & { client_secret?: string; refresh_token?: string }) | null;
};
/** What is left out stays as it is. */
export type MailAccountChange = Partial<Omit<NewMailAccount, 'imap' | 'smtp'>> & {
  imap?: Partial<NewMailAccount['imap']>;
  smtp?: Partial<NewMailAccount['smtp']>;
};

interface MailFault {
  at: string;
  stage: string;
  /** What the mail server said. */
  text: string;
}
export interface MailState {
  fetching: {
    status: 'connecting' | 'idle' | 'polling' | 'waiting' | 'needs_attention' | 'off';
    last_ok_at: string | null;
    error: MailFault | null;
    next_try_at: string | null;
  };
  sending: {
    status: 'ok' | 'waiting' | 'needs_attention';
    last_ok_at: string | null;
    error: MailFault | null;
  };
  counts: { waiting: number; done: number; failed: number; skipped: number; duplicates: number };
}
/** What an inbox of e-mail has more. */
export interface MailInboxFacts {
  email?: MailAccount | null;
  mail_state?: MailState | null;
}

export interface InboxMail {
  id: number;
  state: 'waiting' | 'done' | 'failed' | 'skipped';
  /** Why it was left out, or could not be read. */
  reason: string | null;
  from: string | null;
  subject: string | null;
  size: number;
  received_at: string;
  folder: string;
  uid: number;
  conversation_id: number | null;
  message_id: number | null;
  tries: number;
}

type Loose = (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const get = client.GET as unknown as Loose;
const post = client.POST as unknown as Loose;

export const listMails = (id: number, state: InboxMail['state'], cursor?: string) =>
  take<Page<InboxMail>>(
    get('/inboxes/{id}/mails', {
      params: { path: { id }, query: { state, limit: 50, ...(cursor ? { cursor } : {}) } },
    }),
  );
/** Reads it once more. */
export const retryMail = (id: number, mail_id: number) =>
  take<void>(post('/inboxes/{id}/mails/{mail_id}/retries', { params: { path: { id, mail_id } } }));
export const rawMailUrl = (id: number, mail: number) => `${BASE}/inboxes/${id}/mails/${mail}/raw`;
/** Sends a mail from the mailbox to itself; how it went is told by the doctor. */
export const testMail = (id: number) =>
  take<void>(post('/inboxes/{id}/mail-tests', { params: { path: { id } } }));
