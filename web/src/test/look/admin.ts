/** Answers what the administration and the contacts' pages ask, and keeps what they change. */
import type { Page as BrowserPage, Route } from '@playwright/test';
import type * as api from '../../api/admin';
import type { FullContact, PastConversation } from '../../api/contacts';
import { PLAIN } from './fakeInbox';
import { agents, ago, cannedMessages, inboxes, NOW, queues, tags } from './world';

type Row = Record<string, unknown> & { id: number };
const opening = { from: '09:00', to: '18:00' };
const workdays = [
  [opening],
  [opening],
  [opening],
  [opening],
  [
    { from: '09:00', to: '13:00' },
    { from: '14:00', to: '17:00' },
  ],
];
const soon = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();

const hours: api.Hours[] = [
  {
    id: 1,
    name: 'Office',
    week: [...workdays, [], []],
    holidays: [
      { date: '2026-12-25', name: 'Christmas Day', openings: [] },
      { date: '2026-12-24', name: 'Christmas Eve', openings: [{ from: '09:00', to: '12:00' }] },
    ],
    is_open: true,
    changes_at: soon(3),
  },
  {
    id: 2,
    name: 'Night line',
    week: Array.from({ length: 7 }, () => [{ from: '20:00', to: '24:00' }]),
    holidays: [],
    is_open: false,
    changes_at: soon(5),
  },
];

const fullQueues = queues.map((queue, index) => ({
  ...queue,
  sticky: true,
  hours_id: index === 0 ? 1 : null,
  warning_seconds: null,
  online: 2,
  is_open: index !== 2,
  opens_at: null,
  longest_waiting_since: queue.waiting > 0 ? ago(34) : null,
  inactivity_seconds: index === 0 ? 172_800 : null,
  abandonment_seconds: null,
  replies: {
    welcome:
      index === 0
        ? 'Hi {{first_name|there}}, thanks for writing to {{queue}}! Your number is #{{conversation_number}}.'
        : null,
    acknowledgement: null,
    off_hours: index === 0 ? 'We are closed now, {{last_nam}}. We answer from Monday to Friday.' : null,
    warning: null,
    abandoned: null,
  },
}));

const rules: api.RoutingRule[] = [
  {
    id: 1,
    name: 'Refunds to Billing',
    on: true,
    position: 0,
    queue_id: 3,
    conditions: [{ kind: 'first_words', values: ['refund', 'invoice'], key: null }],
  },
  {
    id: 2,
    name: 'German and Dutch',
    on: true,
    position: 1,
    queue_id: 2,
    conditions: [
      { kind: 'language', values: ['de', 'nl'], key: null },
      { kind: 'channel', values: ['email'], key: null },
    ],
  },
  {
    id: 3,
    name: 'Gold customers',
    on: false,
    position: 2,
    queue_id: 1,
    conditions: [
      { kind: 'attribute', values: ['Gold'], key: 'plan' },
      { kind: 'inbox', values: ['1', '2'], key: null },
      { kind: 'address', values: ['+351'], key: null },
    ],
  },
];

const attributes: api.Attribute[] = [
  { id: 1, key: 'plan', name: 'Plan', kind: 'list', options: ['Free', 'Silver', 'Gold'] },
  { id: 2, key: 'customer_number', name: 'Customer number', kind: 'number', options: [] },
  { id: 3, key: 'birthday', name: 'Birthday', kind: 'date', options: [] },
  { id: 4, key: 'newsletter', name: 'Newsletter', kind: 'yes_no', options: [] },
  { id: 5, key: 'crm', name: 'In the CRM', kind: 'link', options: [] },
  { id: 6, key: 'city', name: 'City', kind: 'text', options: [] },
];

const keys: api.ApiKey[] = [
  {
    id: 1,
    name: 'Nightly export',
    agent_id: 1,
    scopes: ['read_conversations', 'read_contacts'],
    hint: 'dbk_4f9a',
    created_at: ago(40_000),
    expires_at: soon(2000),
    revoked_at: null,
    last_used_at: ago(600),
  },
  {
    id: 2,
    name: 'Old shop',
    agent_id: 2,
    scopes: ['write_contacts'],
    hint: 'dbk_b17c',
    created_at: ago(90_000),
    expires_at: null,
    revoked_at: ago(9000),
    last_used_at: null,
  },
];

const settings: api.Settings = {
  time_zone: 'Europe/Lisbon',
  abandonment_seconds: 86_400,
  inactivity_seconds: 86_400,
  warning_seconds: 3600,
  warns_before_window: true,
  closes_active: false,
  offline_after_seconds: 60,
  gives_back_after_seconds: null,
  refuses_over_capacity: false,
  closing_words: { on: true, words: ['resolved', 'thanks', 'thank you', 'obrigado'] },
};

const contact = (id: number, name: string, facts: Partial<FullContact> = {}): FullContact => ({
  id,
  name,
  phone: null,
  email: null,
  username: null,
  identities: [],
  attributes: {},
  notes: [],
  blocked_at: null,
  merged_into: null,
  merged: [],
  created_at: ago(90_000),
  conversation_count: 1,
  ...facts,
});
const contacts = [
  contact(1, 'Mira Aziz', {
    phone: '+351 912 345 678',
    email: 'mira@example.com',
    identities: [
      { inbox_id: 1, kind: 'whatsapp_id', value: '351912345678', ...PLAIN },
      { inbox_id: 2, kind: 'email', value: 'mira@example.com', ...PLAIN },
      { inbox_id: null, kind: 'phone', value: '+351 213 456 789', ...PLAIN },
    ],
    attributes: {
      plan: 'Gold',
      customer_number: 4711,
      birthday: '1988-03-14',
      newsletter: true,
      crm: 'https://crm.example.com/4711',
      shoe_size: '39',
    },
    notes: [
      { id: 1, text: 'Prefers to be called in the morning.', by: 2, by_name: 'Tomás Reyes', at: ago(5000) },
      {
        id: 2,
        text: 'A regular since the first shop.\nBe generous.',
        by: 1,
        by_name: 'Ana Lima',
        at: ago(900),
      },
    ],
    merged: [{ merge_id: 9, contact_id: 40, name: 'M. Aziz', at: ago(3000) }],
    conversation_count: 4,
  }),
  contact(2, 'Kofi Mensah', {
    email: 'kofi@example.com',
    identities: [{ inbox_id: 2, kind: 'email', value: 'kofi@example.com', ...PLAIN }],
  }),
  contact(3, 'Spam & Sons', { phone: '+1 555 0100', blocked_at: ago(200) }),
  contact(4, 'أمل حداد', { username: 'amal.h' }),
  contact(5, 'Lucía Fernández de la Vega y Montenegro', { email: 'lucia.fernandez.de.la.vega@example.com' }),
];
const said = (text: string) => ({ text, author: 'contact' as const, agent_id: null, kind: 'text' });
const history: PastConversation[] = [
  {
    id: 1042,
    channel: 'whatsapp',
    inbox_id: 1,
    state: 'active',
    created_at: ago(55),
    ended_at: null,
    agent_id: 1,
    agent_name: 'Ana Lima',
    subject: null,
    preview: said('And can it still arrive before Friday?'),
    tags: [tags[1]!],
  },
  {
    id: 987,
    channel: 'email',
    inbox_id: 2,
    state: 'resolved',
    created_at: ago(4400),
    ended_at: ago(4320),
    agent_id: 2,
    agent_name: 'Tomás Reyes',
    subject: 'Order #4217',
    preview: said('Perfect, thank you!'),
    tags: [],
  },
  {
    id: 911,
    channel: 'messenger',
    inbox_id: 3,
    state: 'abandoned',
    created_at: ago(60_000),
    ended_at: ago(58_000),
    agent_id: null,
    agent_name: null,
    subject: null,
    preview: null,
    tags: [],
  },
];

export class AdminFake {
  tables: Record<string, Row[]> = {
    agents: agents.map((agent, index) => ({
      ...agent,
      is_full: agent.load.active >= 8,
      is_connected: true,
      is_deactivated: index === 4,
    })),
    queues: fullQueues,
    'routing-rules': rules as unknown as Row[],
    hours: hours as unknown as Row[],
    tags: tags.map((tag, index) => ({ ...tag, predefined: index < 3, conversation_count: 40 - index * 9 })),
    labels: [
      { id: 1, name: 'Follow-up Required', colour: 'amber' },
      { id: 3, name: 'Bug Report', colour: 'red' },
      { id: 4, name: 'Feature Request', colour: 'violet' },
    ],
    'canned-messages': cannedMessages.map((message, index) => ({
      ...message,
      owner_id: index === 4 ? 1 : null,
      attachments:
        index === 1
          ? [
              {
                id: 7,
                name: 'price-list.pdf',
                mime: 'application/pdf',
                size: 184_320,
                url: '/api/v1/attachments/7/price-list.pdf',
              },
            ]
          : [],
    })),
    attributes: attributes as unknown as Row[],
    'api-keys': keys as unknown as Row[],
    contacts: contacts as unknown as Row[],
    inboxes: inboxes as unknown as Row[],
  };
  requests: { method: string; path: string; body: unknown }[] = [];

  async attach(page: BrowserPage) {
    this.tables = structuredClone(this.tables);
    await page.route('**/api/v1/**', (route) => this.#answer(route));
  }

  empty() {
    for (const name of Object.keys(this.tables)) if (name !== 'agents') this.tables[name] = [];
  }

  async #answer(route: Route) {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/v1/', '');
    const body = /json/.test(request.headers()['content-type'] ?? '') ? request.postDataJSON() : null;
    const answer = this.#respond(request.method(), path.split('/'), body);
    if (!answer) return route.fallback();
    this.requests.push({ method: request.method(), path, body });
    const [status, json] = answer;
    await route.fulfill({
      status,
      json,
      contentType: status < 400 ? 'application/json' : 'application/problem+json',
    });
  }

  #respond(method: string, parts: string[], body: Record<string, unknown> | null): [number, unknown] | null {
    const [name = '', second, third] = parts;
    const rows = this.tables[name];
    if (name === 'settings') return [200, method === 'GET' ? settings : { ...settings, ...body }];
    if (second === 'trial') return [200, trial];
    if (second === 'import')
      return [
        200,
        {
          created: 12,
          updated: 3,
          unchanged: 2,
          skipped_total: 1,
          skipped: [{ line: 7, reason: 'The phone number has no country code.' }],
        },
      ];
    if (name === 'attachments' && method === 'POST')
      return [
        201,
        { id: 8, name: 'slip.png', mime: 'image/png', size: 20_480, url: '/api/v1/attachments/8/slip.png' },
      ];
    if (!rows) return null;
    if (second === undefined) return this.#list(method, name, rows, body);
    if (second === 'order') return [200, { items: rows, next_cursor: null }];
    if (third === 'history') return [200, { items: history, next_cursor: null }];
    const row = rows.find(({ id }) => id === Number(second));
    if (!row) return [404, { status: 404, code: 'not_found', detail: 'There is no such thing.' }];
    if (method === 'DELETE' && third === undefined) return this.#delete(name, row);
    return [200, Object.assign(row, method === 'PATCH' ? body : {})];
  }

  #list(method: string, name: string, rows: Row[], body: Record<string, unknown> | null): [number, unknown] {
    if (method === 'GET') return [200, { items: rows, next_cursor: null }];
    const made = { ...templates[name], ...body, id: 100 + rows.length };
    rows.push(made);
    return [201, name === 'api-keys' ? { ...made, key: 'dbk_7Qm2xR9vT4bW8nK1cZ6yH3jL5pS0dFgA' } : made];
  }

  #delete(name: string, row: Row): [number, unknown] {
    if (name === 'queues')
      return [
        409,
        {
          status: 409,
          code: 'in_use',
          detail: 'The inbox “Shop” leads to this queue. Give it another queue first.',
        },
      ];
    this.tables[name] = this.tables[name]!.filter((one) => one !== row);
    return [204, null];
  }
}

const templates: Record<string, Record<string, unknown>> = {
  'api-keys': {
    hint: 'dbk_7Qm2',
    created_at: ago(0),
    revoked_at: null,
    expires_at: null,
    last_used_at: null,
  },
  contacts: {
    identities: [],
    notes: [],
    merged: [],
    attributes: {},
    conversation_count: 0,
    created_at: ago(0),
  },
};

const trial: api.Trial = {
  rule_id: 2,
  rule_name: 'German and Dutch',
  queue_id: 2,
  queue_name: 'Sales',
  language: 'de',
  is_open: true,
  agent_id: 2,
  agent_name: 'Tomás Reyes',
  why: 'rule',
  conversation_id: null,
  contact_id: null,
  contact_name: null,
  reason: 'least_busy',
  of: 3,
  online: 3,
  checked: [
    { rule_id: 1, name: 'Refunds to Billing', matched: false, failed: 'first_words' },
    { rule_id: 2, name: 'German and Dutch', matched: true, failed: null },
  ],
};
