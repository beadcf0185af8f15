/** Answers the contract out of the made-up world, so that screens can be looked at without a server. */
import type { Page as BrowserPage, Request, Route, WebSocketRoute } from '@playwright/test';
import type { Conversation, Entry } from '../../api/types';
import { answerDesk } from './fakeDesk';
import { answerFile, answerInbox } from './fakeInbox';
import { answerMailInbox, mailPage } from './fakeMail';
import * as world from './world';

/** A file that is sent has no words to read. */
function jsonOf(request: Request): Record<string, unknown> | null {
  try {
    return request.postDataJSON() as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

const list = (items: unknown[]) => ({ items, next_cursor: null });

export class FakeServer {
  conversations = new Map<number, Conversation>(world.conversations.map((one) => [one.id, { ...one }]));
  /** By conversation; another has one entry. */
  timelines = new Map<number, Entry[]>([[world.OPEN_ID, world.timeline]]);
  isSignedIn = true;
  isDown = false;
  seq = 100;
  #socket: WebSocketRoute | undefined;

  async attach(page: BrowserPage) {
    await page.addInitScript(() => void (document.cookie = 'deskbell_signed_in=1'));
    await page.routeWebSocket(/\/api\/v1\/live/, (socket) => {
      if (this.isDown) return void socket.close();
      this.#socket = socket;
      socket.send(JSON.stringify({ type: 'hello', seq: this.seq, now: new Date(world.NOW).toISOString() }));
    });
    await page.route('**/api/v1/**', (route) => this.#answer(route));
  }

  tell(type: string, data: unknown) {
    this.seq += 1;
    this.#socket?.send(JSON.stringify({ seq: this.seq, type, data }));
  }

  /** Something that is true only now. */
  whisper(frame: object) {
    this.#socket?.send(JSON.stringify(frame));
  }

  async cut() {
    this.isDown = true;
    await this.#socket?.close();
  }

  async #answer(route: Route) {
    const request = route.request();
    const url = new URL(request.url());
    const path = url.pathname.replace('/api/v1', '');
    if (this.isDown) return route.abort();
    const drawn = answerFile(path);
    if (drawn) return route.fulfill({ body: drawn, contentType: 'image/svg+xml' });
    const page = mailPage(url);
    if (page) return route.fulfill({ body: page, contentType: 'text/html; charset=utf-8' });
    const [status, body] = this.#respond(request.method(), path, url.searchParams, jsonOf(request));
    await route.fulfill({
      status,
      json: body,
      contentType: status < 400 ? 'application/json' : 'application/problem+json',
    });
  }

  #respond(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, unknown> | null,
  ): [number, unknown] {
    if (path === '/session' && method === 'POST') {
      if (body?.password !== 'correct horse')
        return [401, { status: 401, code: 'wrong_credentials', detail: 'Wrong.' }];
      this.isSignedIn = true;
      return [201, world.self];
    }
    if (!this.isSignedIn) return [401, { status: 401, code: 'signed_out', detail: 'Sign in.' }];
    const lists: Record<string, unknown[]> = {
      '/queues': world.queues,
      '/agents': world.agents,
      '/inboxes': world.inboxes,
      '/tags': world.tags,
      '/labels': world.labels,
      '/canned-messages': world.cannedMessages,
      '/deliveries/unreadable': unreadable,
    };
    if (method === 'GET' && lists[path]) return [200, list(lists[path])];
    if (path === '/me/notices') return [200, { ...list([]), unseen: 0 }];
    if (path === '/me/notices/seen') return [204, null];
    if (path === '/session' || path === '/me')
      return [200, { ...world.self, ...(method === 'PATCH' ? body : {}) }];
    const answered =
      answerMailInbox(path, query) ?? answerInbox(path) ?? answerDesk(method, path, body, this.conversations);
    if (answered) return answered;
    if (path === '/search') return [200, this.#search(query.get('q') ?? '')];
    if (path === '/conversations') return [200, this.#list(query)];
    return this.#conversation(method, path, body);
  }

  #conversation(method: string, path: string, body: Record<string, unknown> | null): [number, unknown] {
    const [, , id, part] = path.split('/');
    const conversation = this.conversations.get(Number(id));
    if (!conversation)
      return [404, { status: 404, code: 'not_found', detail: 'There is no such conversation.' }];
    const change = (facts: Partial<Conversation>): [number, unknown] => {
      Object.assign(conversation, facts);
      return [200, conversation];
    };
    switch (part) {
      case undefined:
        return [200, conversation];
      case 'timeline': {
        const entries = this.timelines.get(conversation.id) ?? this.#shortTimeline(conversation);
        return [200, { ...list(entries), conversations: [conversation, this.conversations.get(987)] }];
      }
      case 'assignment':
        return change({ state: 'active', agent_id: 1 });
      case 'resolution':
        return change({ state: method === 'POST' ? 'resolved' : 'active' });
      case 'transfers':
        return change({ agent_id: Number(body?.agent_id ?? 2) });
      default:
        return [204, null];
    }
  }

  #shortTimeline(conversation: Conversation) {
    const { contact, last_activity_at, preview } = conversation;
    const author = { kind: 'contact' as const, id: contact.id, name: contact.name };
    return [
      {
        ...world.timeline[5]!,
        id: conversation.id * 100,
        conversation_id: conversation.id,
        seq: 1,
        at: last_activity_at,
        author,
        text: preview?.text ?? '',
      },
    ];
  }

  #list(query: URLSearchParams) {
    const states: Record<string, string[]> = {
      open: ['queued', 'active', 'pending'],
      closed: ['resolved', 'abandoned'],
    };
    const wanted = states[query.get('state') ?? 'open'] ?? [query.get('state')!];
    const contact = query.get('contact');
    const items = [...this.conversations.values()]
      .filter((one) => (contact ? one.contact.id === Number(contact) : wanted.includes(one.state)))
      .filter((one) => query.get('agent') !== 'me' || one.agent_id === 1)
      .filter((one) => !query.has('snoozed') || one.snoozed === (query.get('snoozed') === 'true'))
      .sort((one, other) => (one.last_activity_at < other.last_activity_at ? 1 : -1));
    return { ...list(items), total: items.length, seq: this.seq };
  }

  #search(q: string) {
    const hits = world.timeline.filter((one) => one.text?.toLowerCase().includes(q.toLowerCase()));
    const items = hits.reverse().map((one) => {
      const at = one.text!.toLowerCase().indexOf(q.toLowerCase());
      const parts = [
        one.text!.slice(0, at),
        one.text!.slice(at, at + q.length),
        one.text!.slice(at + q.length),
      ];
      return {
        kind: one.kind,
        at: one.at,
        conversation: this.conversations.get(one.conversation_id),
        contact: null,
        entry_id: one.id,
        seq: one.seq,
        snippet: parts.map((text, index) => ({ text, mark: index === 1 })),
      };
    });
    return { ...list(items), total: items.length, unknown_terms: [] };
  }
}

const unreadable = [
  {
    id: 1,
    received_at: world.ago(40),
    channel: 'whatsapp',
    reason: 'missing field `messaging_product` at line 1 column 212',
    size: 1_842,
    body: '{"object":"whatsapp_business_account","entry":[{"id":"0","changes":[{"field":"flows"}]}]}',
  },
];
