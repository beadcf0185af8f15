import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../api/types';
import { conversation, entry, later, me, notice, START } from '../test/samples';

const server = vi.hoisted(() => ({
  kept: [] as Notice[],
  listNotices: vi.fn(),
  seeNotices: vi.fn(() => Promise.resolve()),
}));
vi.mock('../api/requests', async (original) => ({
  ...(await original<object>()),
  listNotices: server.listNotices,
  seeNotices: server.seeNotices,
}));

import { noticeList } from './noticeList.svelte';
import {
  applyNotice,
  applySeen,
  beginNotices,
  noticeConversation,
  noticeEntry,
  noticesSeen,
  readNotices,
} from './notifications.svelte';
import { preferences } from './preferences.svelte';
import { router } from './router.svelte';
import { session } from './session.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts } from './toasts.svelte';

const mention = (id: number, conversation_id: number) => notice(id, { conversation_id });
const toasted = () => toasts.shown.map(({ about }) => about);
const shown = () => noticeList.items.map((item) => [item.id, item.is_seen]);

async function begins(...kept: Notice[]) {
  server.kept = kept;
  await beginNotices(START);
}

describe('what is told', () => {
  beforeEach(() => {
    server.listNotices.mockImplementation(() =>
      Promise.resolve({ items: server.kept, next_cursor: null, unseen: 0 }),
    );
    server.seeNotices.mockClear();
    document.hasFocus = () => true;
    preferences.set('soundFor', 'off');
    session.me = me();
    toasts.shown = [];
    router.go('/mine');
  });

  it('while the agent was away waits behind the bell, and what comes then is told', async () => {
    await begins(mention(8, 1041), notice(7, { is_seen: true }), mention(6, 1040));
    expect(toasted()).toEqual([]);
    expect(noticeList.unseen).toBe(2);
    applyNotice(mention(8, 1041));
    expect(toasted()).toEqual([]);
    applyNotice(mention(9, 1042));
    expect(toasted()).toEqual(['mentioned-1042']);
  });

  it('while the connection was lost is told when it is back', async () => {
    await begins(mention(6, 1040));
    server.kept = [mention(8, 1042), mention(7, 1041), mention(6, 1040)];
    await readNotices();
    expect(toasted()).toEqual(['mentioned-1041', 'mentioned-1042']);
    toasts.shown = [];
    await readNotices();
    expect(toasted()).toEqual([]);
  });

  it('of many things at once is how many there are', async () => {
    await begins();
    server.kept = [9, 8, 7, 6].map((id) => mention(id, id));
    await readNotices();
    expect(toasts.shown.map(({ text }) => text)).toEqual(['4 notices came while you were away']);
  });

  it('goes at once when its conversation is opened, and counts as seen', async () => {
    await begins();
    applyNotice(mention(7, 1040));
    applyNotice(mention(8, 1041));
    expect(toasted()).toEqual(['mentioned-1040', 'mentioned-1041']);
    noticesSeen(1040);
    expect(toasted()).toEqual(['mentioned-1041']);
    expect(shown()).toEqual([
      [8, false],
      [7, true],
    ]);
    expect(server.seeNotices).toHaveBeenCalledWith(7, 1040);
  });

  it('goes when it is looked at in another browser', async () => {
    await begins();
    applyNotice(mention(7, 1040));
    applyNotice(mention(8, 1041));
    applySeen([8]);
    expect(toasted()).toEqual(['mentioned-1041']);
  });

  it('is no news in the list to somebody who looks at it', async () => {
    await begins();
    router.go('/c/1040');
    applyNotice(notice(17, { kind: 'transferred', conversation_id: 1040 }));
    applyNotice(mention(18, 1040));
    expect(toasted()).toEqual(['transferred-1040']);
    expect(noticeList.unseen).toBe(0);
  });

  it('is told by the server’s clock, however wrong this machine’s is', async () => {
    vi.useFakeTimers({ now: Date.parse(later(3600)) });
    await begins();
    conversations.put(conversation(1042));
    noticeEntry(entry(9, { conversation_id: 1042, seq: 9, at: later(5) }));
    expect(toasted()).toEqual(['message-1042']);
    vi.useRealTimers();
  });

  it('of a conversation that comes later than its entries is all of them', async () => {
    await begins();
    const says = (seq: number, kind: 'message' | 'note') =>
      noticeEntry(
        entry(seq, {
          conversation_id: 1043,
          seq,
          at: later(seq),
          kind,
          direction: kind === 'note' ? null : 'inbound',
          text: `Entry ${seq}`,
        }),
      );
    says(5, 'message');
    says(6, 'note');
    expect(toasted()).toEqual([]);
    const late = conversation(1043, { last_activity_at: later(9) });
    conversations.put(late);
    noticeConversation(undefined, late);
    expect(toasts.shown.map(({ detail }) => detail)).toEqual(['Entry 5']);
  });
});
