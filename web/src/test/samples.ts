/** Small resources for tests: what a test does not name has a dull default. */
import type { Rich } from '../api/content';
import type { Mail, MailAccount, MailState } from '../api/mail';
import type { Agent, ContactWhole, Conversation, Entry, Inbox, Me, Notice, Queue, Tag } from '../api/types';

export const START = '2026-05-04T10:00:00.000Z';
export const later = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString();

export function conversation(id: number, facts: Partial<Conversation> = {}): Conversation {
  const contact = facts.contact ?? {
    id,
    name: `Contact ${id}`,
    phone: null,
    email: null,
    username: null,
  };
  const to = { name: contact.name, address: contact.email ?? `contact-${id}@example.com` };
  return {
    id,
    state: 'active',
    channel: 'whatsapp',
    inbox_id: 1,
    queue_id: 1,
    agent_id: 1,
    contact,
    subject: null,
    mail_head: facts.channel === 'email' ? { to, subject: `Re: ${facts.subject ?? 'Your message'}` } : null,
    preview: { text: 'Hello', author: 'contact', agent_id: null, kind: 'text' },
    created_at: START,
    last_activity_at: START,
    waiting_since: null,
    first_response_at: null,
    tags: [],
    labels: [],
    unread: 0,
    last_seq: 1,
    previous_id: null,
    next_id: null,
    window_closes_at: null,
    has_written: true,
    snoozed: false,
    snoozed_until: null,
    last_message_failed: false,
    resolution: null,
    undo_until: null,
    ...facts,
  };
}

export function entry(id: number, facts: Partial<Entry> = {}): Entry {
  return {
    id,
    conversation_id: 1,
    seq: id,
    place: facts.seq ?? id,
    kind: 'message',
    at: START,
    sent_at: null,
    author: { kind: 'contact', id: 1, name: 'Contact 1' },
    direction: 'inbound',
    text: 'Hello',
    content: { type: 'text' },
    attachments: [],
    mentions: [],
    reply_to: null,
    reactions: [],
    forwarded: null,
    referral: null,
    product: null,
    versions: [],
    deleted_at: null,
    rich: null,
    outside: false,
    resend_of: null,
    resent_as: null,
    delivery: null,
    client_key: null,
    activity: null,
    quoted_text: null,
    html_url: null,
    mail: null,
    ...facts,
  };
}

export const tag = (id: number, name: string): Tag => ({
  id,
  name,
  predefined: true,
  conversation_count: null,
});

export function rich(type: Rich['type'], facts: Partial<Rich> = {}): Rich {
  return {
    type,
    header: null,
    footer: null,
    template: null,
    buttons: [],
    list: null,
    quick_replies: [],
    cards: [],
    ...facts,
  };
}

export function mail(facts: Partial<Mail> = {}): Mail {
  return {
    from: { name: 'Mira Aziz', address: 'mira@example.org' },
    reply_to: null,
    to: [{ name: null, address: 'help@example.com' }],
    cc: [],
    subject: 'Where is my order?',
    is_automatic: false,
    is_from_other_address: false,
    has_remote_images: false,
    notices: [],
    invitation: null,
    authentication: null,
    raw_url: '/api/v1/conversations/1/messages/1/mail',
    inline_files: [],
    ...facts,
  };
}

export function contact(id: number, facts: Partial<ContactWhole> = {}): ContactWhole {
  return {
    id,
    name: `Contact ${id}`,
    phone: null,
    email: null,
    username: null,
    attributes: {},
    identities: [],
    notes: [],
    merged: [],
    merged_into: null,
    blocked_at: null,
    conversation_count: 1,
    created_at: START,
    ...facts,
  };
}

export function me(facts: Partial<Me> = {}): Me {
  return {
    id: 1,
    name: 'Ana Lima',
    email: 'ana@example.com',
    role: 'agent',
    availability: 'online',
    capacity: 8,
    queue_ids: [1],
    preferences: {},
    signature: null,
    load: { active: 0, pending: 0, snoozed: 0 },
    seq: 0,
    now: START,
    ...facts,
  };
}

export function notice(id: number, facts: Partial<Notice> = {}): Notice {
  const conversation = facts.conversation_id ?? 5;
  return {
    id,
    kind: 'mentioned',
    at: later(id),
    is_seen: false,
    conversation_id: conversation,
    contact_name: `Contact ${conversation}`,
    entry: entry(id, {
      conversation_id: conversation,
      kind: 'note',
      direction: null,
      author: { kind: 'agent', id: 2, name: 'Ben' },
      mentions: [1],
    }),
    ...facts,
  };
}

export function agent(id: number, facts: Partial<Agent> = {}): Agent {
  return {
    id,
    name: `Agent ${id}`,
    email: '',
    role: 'agent',
    availability: 'online',
    capacity: 8,
    load: { active: 0, pending: 0, snoozed: 0 },
    queue_ids: [1],
    is_full: false,
    is_connected: true,
    is_deactivated: false,
    ...facts,
  };
}

export function queue(id: number, facts: Partial<Queue> = {}): Queue {
  return {
    id,
    name: `Queue ${id}`,
    strategy: 'least_busy',
    priority: 0,
    sticky: true,
    hours_id: null,
    member_ids: [],
    abandonment_seconds: null,
    inactivity_seconds: null,
    warning_seconds: null,
    warns_before_window: null,
    closes_active: null,
    replies: { welcome: null, acknowledgement: null, off_hours: null, warning: null, abandoned: null },
    waiting: 0,
    longest_waiting_since: null,
    online: 0,
    is_open: true,
    opens_at: null,
    ...facts,
  };
}

export function inbox(id: number, facts: Partial<Inbox> = {}): Inbox {
  return {
    id,
    name: 'Shop',
    channel: 'whatsapp',
    queue_id: 1,
    status: 'ok',
    status_reason: null,
    status_resumes_at: null,
    whatsapp: { phone_number_id: '106', waba_id: '102' },
    messenger: null,
    email: null,
    options: {
      marks_read: true,
      shows_typing: true,
      human_agent: false,
      sends_video: false,
      document_mb_max: null,
    },
    warnings: [],
    held: null,
    last_inbound_at: null,
    created_at: START,
    abandonment_seconds: null,
    inactivity_seconds: null,
    warning_seconds: null,
    warns_before_window: null,
    closes_active: null,
    ...facts,
  };
}

export function mailAccount(facts: Partial<MailAccount> = {}): MailAccount {
  const server = (host: string, port: number) => ({
    host,
    port,
    tls: 'implicit' as const,
    auth: 'password' as const,
    username: 'help@example.com',
    ca_file: null,
  });
  return {
    address: 'help@example.com',
    aliases: [],
    from_name: 'Support',
    signature: null,
    reply_tokens: false,
    imap: server('imap.example.com', 993),
    smtp: server('smtp.example.com', 465),
    folders: ['INBOX'],
    after_import: 'leave',
    move_to: null,
    sent_copy: 'auto',
    start_from: 'now',
    start_days: null,
    oauth: null,
    ...facts,
  };
}

export function mailState(facts: Partial<MailState> = {}): MailState {
  return {
    fetching: { status: 'idle', last_ok_at: START, error: null, next_try_at: null },
    sending: { status: 'ok', last_ok_at: null, error: null, bytes_max: null },
    counts: { waiting: 0, done: 0, failed: 0, skipped: 0, duplicates: 0, stray: 0 },
    ...facts,
  };
}
