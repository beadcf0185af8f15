import { beforeEach, describe, expect, it } from 'vitest';
import { conversation, entry, me } from '../test/samples';
import { noticeLog } from './noticeLog.svelte';
import { noticeEntry, noticesSeen } from './notifications.svelte';
import { preferences } from './preferences.svelte';
import { router } from './router.svelte';
import { session } from './session.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts } from './toasts.svelte';

const soon = () => new Date(Date.now() + 1000).toISOString();
const mention = (id: number, conversation_id: number) =>
  noticeEntry(
    entry(id, {
      conversation_id,
      at: soon(),
      kind: 'note',
      direction: null,
      mentions: [1],
      text: 'Look here',
    }),
  );
const hands = (id: number, conversation_id: number) =>
  noticeEntry(
    entry(id, {
      conversation_id,
      at: soon(),
      kind: 'activity',
      direction: null,
      author: { kind: 'agent', id: 2, name: 'Ben' },
      activity: { type: 'transferred_to_agent', agent_id: 1 },
    }),
  );
const toasted = () => toasts.shown.map(({ about }) => about);

describe('what has been told', () => {
  beforeEach(() => {
    document.hasFocus = () => true;
    localStorage.clear();
    preferences.set('sound', false);
    session.me = me();
    noticeLog.open(1);
    toasts.shown = [];
    for (const id of [1040, 1041]) conversations.put(conversation(id));
    router.go('/mine');
  });

  it('goes at once when its conversation is opened, and counts as seen', () => {
    mention(7, 1040);
    mention(8, 1041);
    expect(toasted()).toEqual(['mentioned-1040', 'mentioned-1041']);
    noticesSeen(1040);
    expect(toasted()).toEqual(['mentioned-1041']);
    expect(noticeLog.items.map((item) => [item.conversation, item.isNew])).toEqual([
      [1041, true],
      [1040, false],
    ]);
  });

  it('is no news in the log to somebody who looks at it', () => {
    router.go('/c/1040');
    hands(17, 1040);
    expect(toasted()).toEqual(['transferred-1040']);
    expect(noticeLog.fresh).toBe(0);
  });
});
