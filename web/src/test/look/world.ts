/** A small made-up desk for looking at the screens: enough of each kind to see every state once. */
import type { Agent, Conversation, Entry, Inbox, Label, Queue, Tag } from '../../api/types';
import {
  conversation,
  entry,
  inbox as anyInbox,
  mailAccount,
  mailState,
  me,
  queue as anyQueue,
} from '../samples';

export const NOW = Date.parse('2026-05-06T15:20:00.000Z');
export const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

export const self = me({
  role: 'admin',
  queue_ids: [1, 2],
  load: { active: 4, pending: 3, snoozed: 1 },
  now: new Date(NOW).toISOString(),
});

const person = (id: number, name: string, availability: Agent['availability'], active: number): Agent => ({
  id,
  name,
  email: `${name.split(' ')[0]!.toLowerCase()}@example.com`,
  role: id === 1 ? 'admin' : 'agent',
  availability,
  capacity: 8,
  load: { active, pending: 2, snoozed: 0 },
  is_full: active >= 8,
  is_connected: availability !== 'offline',
  is_deactivated: false,
  queue_ids: [1, 2],
});
export const agents = [
  person(1, 'Ana Lima', 'online', 4),
  person(2, 'Tomás Reyes', 'online', 2),
  person(3, 'Lena Fischer', 'busy', 8),
  person(4, 'Yuki Tanaka', 'away', 1),
  person(5, 'Omar Haddad', 'offline', 0),
];

const queue = (id: number, name: string, waiting: number, facts: Partial<Queue> = {}): Queue => ({
  ...anyQueue(id),
  name,
  priority: id,
  member_ids: [1, 2, 3],
  waiting,
  abandonment_seconds: 86_400,
  inactivity_seconds: 86_400,
  ...facts,
});
export const queues = [
  queue(1, 'Support', 5),
  queue(2, 'Sales', 2),
  queue(3, 'Billing', 0, { is_open: false, opens_at: new Date(NOW + 20 * 3_600_000).toISOString() }),
];

export const labels: Label[] = [
  { id: 1, name: 'Follow-up Required', colour: 'amber' },
  { id: 2, name: 'Escalated', colour: 'orange' },
  { id: 3, name: 'Bug Report', colour: 'red' },
  { id: 4, name: 'Feature Request', colour: 'violet' },
];
export const tags: Tag[] = ['Billing Issue', 'Delivery', 'Returns', 'Account', 'Warranty'].map(
  (name, index) => ({
    id: index + 1,
    name,
    predefined: true,
    conversation_count: null,
  }),
);

const inbox = (id: number, name: string, channel: Inbox['channel'], facts: Partial<Inbox> = {}): Inbox =>
  anyInbox(id, {
    name,
    channel,
    whatsapp:
      channel === 'whatsapp' ? { phone_number_id: '106540352242922', waba_id: '102290129340398' } : null,
    messenger: channel === 'messenger' ? { page_id: '108824017345866', app_id: '3151' } : null,
    last_inbound_at: ago(3),
    created_at: ago(90_000),
    options: {
      marks_read: true,
      shows_typing: true,
      human_agent: channel === 'messenger',
      sends_video: false,
      document_mb_max: null,
    },
    ...facts,
  });

export const inboxes = [
  inbox(1, 'Shop', 'whatsapp'),
  inbox(2, 'help@example.com', 'email', {
    email: mailAccount({
      aliases: ['info@example.com'],
      signature: '**Example Support**, [example.com](https://example.com)',
    }),
    mail_state: mailState({
      fetching: { status: 'idle', last_ok_at: ago(1), error: null, next_try_at: null },
      sending: {
        status: 'needs_attention',
        bytes_max: null,
        last_ok_at: ago(90),
        error: { at: ago(4), stage: 'sign_in', text: '535 5.7.8 Username and Password not accepted.' },
      },
      counts: { waiting: 3, done: 1284, failed: 2, skipped: 17, duplicates: 5, stray: 1 },
    }),
  }),
  inbox(3, 'Page', 'messenger', {
    status: 'stopped',
    status_reason: 'The page access token has expired. Enter a new one to go on.',
  }),
];

export const cannedMessages = [
  [
    'hello',
    'Greeting',
    'Hi {{first_name|there}}, thanks for writing to us! I am {{agent_name}} and I will look into this.',
    'Greetings',
  ],
  [
    'order',
    'Looking into an order',
    'Hi {{first_name}}, I am looking into your order now and will be back within the hour.',
    'Orders',
  ],
  [
    'refund',
    'Refund on its way',
    'Your refund has been processed, {{first_name}}. We sent the confirmation to {{email}}.',
    'Orders',
  ],
  ['hours', 'Opening hours', 'We answer from Monday to Friday, 8:00 to 18:00.', 'General'],
  ['bye', 'Closing', 'Glad I could help, {{first_name}}. Have a good day!', 'Greetings'],
].map(([shortcut, title, text, category], index) => ({
  id: index + 1,
  shortcut: shortcut!,
  title: title!,
  text: text!,
  category: category!,
  owner_id: index === 3 ? 1 : null,
  attachments:
    index === 2
      ? [{ id: 41, name: 'refund.pdf', mime: 'application/pdf', size: 84_320, url: '/api/v1/attachments/41' }]
      : [],
}));

const NAMES = [
  'Mira Aziz',
  'Kofi Mensah',
  'Sofia Rossi',
  'Hugo Lindqvist',
  'Farid Silva',
  'Priya Patel',
  'Jonas Novak',
  'Divya Costa',
  'أمل حداد',
  'Bruno Hopper',
  'Chen Wei',
  'Grace Okoro',
  'Nadia Petrova',
  'Elif Yılmaz',
  '+351 912 345 678',
  'Sam O’Neill',
  'Lucía Fernández de la Vega y Montenegro',
  'Anders Holm',
];
const WORDS = [
  'Where is my order? It should have been here on Monday.',
  'Is this still in stock in size 42?',
  'Can I change the delivery address to the office instead?',
  'The app crashes when I open the settings',
  'I was charged twice this month',
  'Thanks, that worked!',
  'How do I return this?',
  'Please call me back',
  'هل يمكنني تغيير عنوان التسليم؟',
  'The invoice has the wrong VAT number',
  '👍',
];
const CHANNELS = ['whatsapp', 'email', 'whatsapp', 'messenger'] as const;

export const OPEN_ID = 1042;

/** The one with everything in it. */
const shown = conversation(OPEN_ID, {
  contact: { id: 1, name: NAMES[0]!, phone: '+351 912 345 678', email: null, username: null },
  state: 'active',
  agent_id: 1,
  waiting_since: ago(12),
  last_activity_at: ago(2),
  created_at: ago(55),
  first_response_at: ago(44),
  window_closes_at: new Date(NOW + 22 * 3_600_000).toISOString(),
  previous_id: 987,
  labels: [labels[1]!],
  tags: [tags[1]!],
  unread: 2,
  last_seq: 13,
  preview: {
    text: 'And can it still arrive before Friday?',
    author: 'contact',
    agent_id: null,
    kind: 'text',
  },
});

const previous = conversation(987, {
  contact: shown.contact,
  state: 'resolved',
  agent_id: 2,
  created_at: ago(4400),
  last_activity_at: ago(4320),
  last_seq: 6,
  next_id: OPEN_ID,
  preview: { text: 'Perfect, thank you!', author: 'contact', agent_id: null, kind: 'text' },
  resolution: { cause: 'agent', note: 'refund processed', by: 2, by_name: 'Tomás Reyes', at: ago(4320) },
});

function other(index: number): Conversation {
  const state = index < 7 ? 'active' : index < 14 ? 'queued' : index % 3 === 0 ? 'pending' : 'active';
  const channel = CHANNELS[index % CHANNELS.length]!;
  return conversation(1041 - index, {
    contact: {
      id: index + 2,
      name: NAMES[(index + 1) % NAMES.length]!,
      phone: null,
      email: 'someone@example.com',
      username: null,
    },
    channel,
    inbox_id: channel === 'whatsapp' ? 1 : channel === 'email' ? 2 : 3,
    state,
    agent_id: state === 'queued' ? null : index < 7 ? 1 : 2 + (index % 3),
    queue_id: 1 + (index % 2),
    subject: channel === 'email' ? `Order #${4200 + index}` : null,
    labels: index % 4 === 1 ? [labels[index % labels.length]!] : [],
    waiting_since: state === 'queued' || index % 3 === 0 ? ago(4 + index * 5) : null,
    last_activity_at: ago(3 + index * index * 3),
    created_at: ago(120 + index * 60),
    snoozed: index === 5 || index === 6,
    snoozed_until: index === 5 ? new Date(NOW + 18 * 3_600_000).toISOString() : null,
    unread: [0, 3, 0, 0, 12, 0, 0, 1, 0, 120][index % 10]!,
    window_closes_at:
      channel === 'whatsapp' ? new Date(NOW + (index === 2 ? -1 : 5) * 3_600_000).toISOString() : null,
    preview: {
      text: WORDS[index % WORDS.length]!,
      author: (['contact', 'contact', 'agent', 'note'] as const)[index % 4]!,
      agent_id: index % 4 === 2 ? 1 : null,
      kind: 'text',
    },
  });
}

export const conversations: Conversation[] = [
  shown,
  ...Array.from({ length: 60 }, (_, index) => other(index)),
  previous,
];

const customer = { kind: 'contact' as const, id: 1, name: NAMES[0]! };
const agentAuthor = (id: number) => ({ kind: 'agent' as const, id, name: agents[id - 1]!.name });
const system = { kind: 'system' as const, id: null, name: 'Deskbell' };
export const delivered = (
  status: 'sent' | 'read' | 'failed' | 'unknown',
  minutes: number,
  reason: string | null = null,
) => ({
  status,
  reason,
  code: null,
  parts: [],
  at: {
    queued: ago(minutes),
    sent: ago(minutes),
    ...(status === 'read' ? { delivered: ago(minutes), read: ago(minutes - 1) } : {}),
  },
});

let nextId = 1;
const line = (conversationId: number, seq: number, minutes: number, facts: Partial<Entry>): Entry =>
  entry(nextId++, { conversation_id: conversationId, seq, at: ago(minutes), author: customer, ...facts });
const out = (agent: number, text: string, delivery: Entry['delivery']): Partial<Entry> => ({
  author: agentAuthor(agent),
  direction: 'outbound',
  text,
  delivery,
});
const happened = (author: Entry['author'], activity: Entry['activity']): Partial<Entry> => ({
  kind: 'activity',
  direction: null,
  text: null,
  content: null,
  author,
  activity,
});

export const timeline: Entry[] = [
  line(987, 1, 4400, { text: 'Hello, I sent my jacket back two weeks ago and still wait for the money.' }),
  line(987, 2, 4395, happened(agentAuthor(2), { type: 'accepted', agent_id: 2, agent_name: 'Tomás Reyes' })),
  line(
    987,
    3,
    4390,
    out(2, 'Hi Mira, sorry about that. It has just been refunded to your card.', delivered('read', 4390)),
  ),
  line(987, 4, 4330, { text: 'Perfect, thank you!' }),
  line(
    987,
    5,
    4320,
    happened(agentAuthor(2), { type: 'resolved', cause: 'agent', note: 'refund processed' }),
  ),
  line(OPEN_ID, 1, 55, { text: 'Hi again! Where is my order? It should have been here on Monday.' }),
  line(OPEN_ID, 2, 55, {
    text: 'It is number 4217, see https://shop.example.com/orders/4217.',
    reactions: [{ emoji: '🙏', at: ago(50), by: 'contact', agent_id: null }],
  }),
  line(
    OPEN_ID,
    3,
    50,
    happened(system, {
      type: 'assigned',
      agent_id: 3,
      agent_name: 'Lena Fischer',
      queue_name: 'Support',
      reason: 'least_busy',
      of: 3,
    }),
  ),
  line(OPEN_ID, 4, 44, out(3, 'Hello Mira, let me check with the carrier.', delivered('read', 44))),
  line(OPEN_ID, 5, 38, {
    kind: 'note',
    direction: null,
    author: agentAuthor(3),
    text: '@Ana Lima the carrier says the parcel is stuck in Lisbon. She is a regular, be generous.',
    mentions: [1],
  }),
  line(
    OPEN_ID,
    6,
    36,
    happened(agentAuthor(3), {
      type: 'transferred_to_agent',
      agent_id: 1,
      agent_name: 'Ana Lima',
      note: 'My shift ends, could you take her?',
    }),
  ),
  line(
    OPEN_ID,
    7,
    30,
    out(
      1,
      'Hi Mira, Ana here. The parcel is held up at the sorting centre in Lisbon.',
      delivered('read', 30),
    ),
  ),
  line(
    OPEN_ID,
    8,
    30,
    out(1, 'I have asked them to send it on today, and we refund the shipping.', delivered('read', 30)),
  ),
  line(OPEN_ID, 9, 26, out(1, 'Would tomorrow morning suit you?', delivered('unknown', 26))),
  line(OPEN_ID, 10, 14, {
    text: 'Here is the slip they left',
    attachments: [
      {
        id: 1,
        name: 'delivery-slip.pdf',
        mime: 'application/pdf',
        size: 184_320,
        url: '/api/v1/attachments/1',
      },
    ],
  }),
  line(
    OPEN_ID,
    11,
    13,
    out(
      1,
      'Thank you, that helps!',
      delivered(
        'failed',
        13,
        'The customer’s phone number is not on WhatsApp any more. Try another channel.',
      ),
    ),
  ),
  line(OPEN_ID, 12, 3, { text: 'Tomorrow is great 🎉', reply_to: 14 }),
  line(OPEN_ID, 13, 2, { text: 'And can it still arrive before Friday?' }),
];
