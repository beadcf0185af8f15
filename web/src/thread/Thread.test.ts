import { cleanup, render, screen } from '@testing-library/svelte';
import { createRawSnippet, tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '../api/types';
import { focus } from '../lib/focus.svelte';
import { live } from '../lib/live/live.svelte';
import { session } from '../lib/session.svelte';
import { startDesk } from '../lib/start';
import { conversations } from '../lib/store/conversations.svelte';
import { applyConversation, lists } from '../lib/store/lists.svelte';
import { conversation, entry, me } from '../test/samples';
import { refusal, serve, type Answer, type Asked } from '../test/server';
import Thread from './Thread.svelte';

const PREVIEW = { text: 'Where is my order?', author: 'contact' as const, agent_id: null, kind: 'text' };
const BEFORE = '2026-05-03T10:00:00.000Z';
const words = (text: string, seq = 1) => entry(100 + seq, { seq, text, at: BEFORE });

let asked: Asked[];
let timeline: [number, unknown];
let tell: (event: LiveEvent) => void;
let resync: () => Promise<void>;
let stop: () => void;
let mine: number[];

const page = (...entries: ReturnType<typeof entry>[]) => ({
  items: entries,
  next_cursor: null,
  conversations: [conversation(1, { preview: PREVIEW })],
});

beforeEach(async () => {
  timeline = [200, page(words('Where is my order?'))];
  mine = [1, 2];
  const list: Answer = () => [
    200,
    { items: mine.map((id) => conversation(id, { preview: PREVIEW })), next_cursor: null, total: 2, seq: 1 },
  ];
  asked = serve({
    'GET /conversations': list,
    'GET /conversations/1': () => [timeline[0], timeline[0] === 200 ? conversation(1) : timeline[1]],
    'GET /conversations/1/timeline': () => timeline,
    'GET /conversations/2/timeline': () => [200, { ...page(), conversations: [conversation(2)] }],
    'PUT /conversations/1/read-mark': () => [204, null],
  });
  vi.spyOn(live, 'start').mockImplementation((_, handlers) => {
    tell = (event) => handlers.apply(event);
    resync = () => handlers.resync();
  });
  session.me = me();
  live.state = 'live';
  stop = startDesk()!;
  await vi.waitFor(() => expect(lists.mine.loaded && lists.queue.loaded).toBe(true));
  asked.length = 0;
});
afterEach(() => {
  cleanup();
  stop();
  live.state = 'connecting';
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const composer = createRawSnippet(() => ({ render: () => '<p>The composer</p>' }));
const props = (id: number) => ({
  id,
  target: null,
  backPath: '/mine',
  showsDetails: false,
  ondetails: () => {},
  onedit: () => false,
  composer,
});
const log = () => screen.getByRole('log');
const paths = () => asked.filter(({ method }) => method === 'GET').map(({ path }) => path.split('?')[0]);

describe('a thread', () => {
  it('shows at once what the list knows, and asks for its timeline alone', async () => {
    render(Thread, { props: props(1) });
    expect(screen.getByText('Where is my order?')).toBeTruthy();
    expect(screen.getByText('The composer')).toBeTruthy();
    expect(log().getAttribute('aria-busy')).toBe('true');
    await vi.waitFor(() => expect(log().getAttribute('aria-busy')).toBe('false'));
    expect(screen.getAllByText('Where is my order?')).toHaveLength(1);
    expect(paths()).toEqual(['/conversations/1/timeline']);
  });

  it('asks nothing at all when it is opened again, and shows what the line has told since', async () => {
    const view = render(Thread, { props: props(1) });
    await vi.waitFor(() => expect(log().getAttribute('aria-busy')).toBe('false'));
    await view.rerender(props(2));
    await vi.waitFor(() => expect(paths()).toHaveLength(2));
    await vi.waitFor(() => expect(log().getAttribute('aria-busy')).toBe('false'));
    tell({ seq: 5, type: 'entry_changed', data: words('Are you there?', 2) });
    asked.length = 0;
    await view.rerender(props(1));
    expect(screen.getByText('Are you there?')).toBeTruthy();
    await tick();
    expect(paths()).toEqual([]);
  });

  it('that nobody has seen asks once for everything', async () => {
    conversations.forget();
    render(Thread, { props: props(1) });
    await screen.findByText('Where is my order?');
    expect(paths()).toEqual(['/conversations/1/timeline']);
  });

  it('counts as read only once everything is drawn that is known to have come', async () => {
    focus.here = true;
    const view = render(Thread, { props: props(1) });
    await vi.waitFor(() => expect(log().getAttribute('aria-busy')).toBe('false'));
    await view.rerender(props(2));
    live.state = 'reconnecting';
    applyConversation(conversation(1, { unread: 1, last_seq: 2 }));
    asked.length = 0;
    const both = page(words('Where is my order?'), words('Are you there?', 2));
    timeline = [200, { ...both, conversations: [conversation(1, { unread: 1, last_seq: 2 })] }];
    await view.rerender(props(1));
    expect(asked.filter(({ method }) => method === 'PUT')).toEqual([]);
    await screen.findByText('Are you there?');
    await vi.waitFor(() =>
      expect(asked.map(({ method, body }) => [method, body])).toEqual([
        ['GET', null],
        ['PUT', { seq: 2 }],
      ]),
    );
    focus.here = false;
  });

  it('is gone, with all that was kept of it, once the agent may see it no more', async () => {
    render(Thread, { props: props(1) });
    await vi.waitFor(() => expect(log().getAttribute('aria-busy')).toBe('false'));
    tell({ seq: 6, type: 'conversation_gone', data: { id: 1 } });
    await screen.findByText('This conversation is not here');
    expect(screen.queryByText('Where is my order?')).toBeNull();
    cleanup();
    timeline = refusal('not_found', 'There is no such conversation.', 404);
    render(Thread, { props: props(1) });
    await screen.findByText('This conversation is not here');
    expect(screen.queryByText('Where is my order?')).toBeNull();
  });

  it('is gone too where that is found out after a gap', async () => {
    const view = render(Thread, { props: props(1) });
    await vi.waitFor(() => expect(log().getAttribute('aria-busy')).toBe('false'));
    await view.rerender(props(2));
    mine = [2];
    timeline = refusal('not_found', 'There is no such conversation.', 404);
    await resync();
    expect([conversations.get(1), conversations.get(2)?.id]).toEqual([undefined, 2]);
    await view.rerender(props(1));
    await screen.findByText('This conversation is not here');
    expect(screen.queryByText('Where is my order?')).toBeNull();
  });
});
