/** Answers what the workspace asks beside lists and threads. */
import type { ContactWhole, Conversation } from '../../api/types';
import { templates } from './templates';
import * as world from './world';

type Answer = [number, unknown];

const list = (items: unknown[]) => ({ items, next_cursor: null });

export const drafts = [
  {
    conversation_id: 1040,
    reply: 'I have just asked the',
    note: '',
    to: '',
    subject: '',
    at: world.ago(9),
  },
];

const attributes = [
  { id: 1, key: 'plan', name: 'Plan', kind: 'list', options: ['Free', 'Pro', 'Gold'] },
  { id: 2, key: 'since', name: 'Customer since', kind: 'date', options: [] },
  { id: 3, key: 'shop', name: 'Shop', kind: 'link', options: [] },
  { id: 4, key: 'newsletter', name: 'Newsletter', kind: 'yes_no', options: [] },
];

const contact = (one: Conversation): ContactWhole => ({
  ...one.contact,
  identities: [],
  created_at: world.ago(90_000),
  attributes: { plan: 'Gold', since: '2024-11-03', shop: 'https://shop.example.com/orders?customer=1' },
  notes: [
    {
      id: 1,
      text: 'Prefers to be called in the afternoon.',
      by: 3,
      by_name: 'Lena Fischer',
      at: world.ago(4000),
    },
  ],
  blocked_at: null,
  merged_into: null,
  conversation_count: 3,
});

export function answerDesk(
  method: string,
  path: string,
  body: Record<string, unknown> | null,
  conversations: Map<number, Conversation>,
): Answer | null {
  const [, first, id, part] = path.split('/');
  const all = [...conversations.values()];
  if (first === 'inboxes' && part === 'templates')
    return [200, { ...list(templates), synced_at: world.ago(20), failure: null }];
  if (path === '/drafts') return [200, list(drafts)];
  if (path === '/settings') return [200, { time_zone: 'Europe/Madrid' }];
  if (path === '/attributes') return [200, list(attributes)];
  if (path === '/contacts') return [200, list(all.slice(0, 6).map(contact))];
  if (path === '/conversations/bulk') return [200, { items: bulk(body?.ids as number[]) }];
  if (path === '/conversations' && method === 'POST')
    return [
      409,
      {
        status: 409,
        code: 'has_open',
        detail: 'There is an open conversation with Mira Aziz already.',
        conversation_id: 1042,
      },
    ];
  if (path === '/attachments')
    return [201, { id: 9, name: 'slip.png', mime: 'image/png', size: 1000, url: '/api/v1/attachments/9' }];
  if (first === 'contacts') {
    const owner = all.find((one) => one.contact.id === Number(id));
    if (!owner) return null;
    if (part === 'history') return [200, list(all.slice(0, 3).map(summary))];
    return [200, { ...contact(owner), ...(method === 'PATCH' ? body : {}) }];
  }
  if (part === 'draft') return [200, { conversation_id: Number(id), at: world.ago(0), ...body }];
  if (part === 'snooze') {
    const one = conversations.get(Number(id))!;
    Object.assign(one, { snoozed: method === 'PUT', snoozed_until: body?.until ?? null });
    return [200, one];
  }
  return null;
}

const bulk = (ids: number[]) =>
  ids.map((id, index) => ({
    id,
    ok: index !== 1,
    code: index === 1 ? 'not_open' : null,
    detail: index === 1 ? 'This conversation is resolved already.' : null,
  }));

const summary = (one: Conversation, index: number) => ({
  id: one.id,
  channel: one.channel,
  inbox_id: one.inbox_id,
  state: index === 0 ? one.state : 'resolved',
  created_at: one.created_at,
  ended_at: null,
  agent_id: 2,
  agent_name: 'Tomás Reyes',
  preview: one.preview,
  tags: index === 1 ? [world.tags[1]!] : [],
});
