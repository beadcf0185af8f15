import { describe, expect, it } from 'vitest';
import { conversation, entry, later, notice, START } from '../test/samples';
import {
  isHandedOver,
  joined,
  newsOfConversation,
  newsOfEntry,
  seenExcept,
  toTell,
  unseenOf,
  withNotice,
} from './notices';

const context = { me: { id: 1, queue_ids: [1] }, startedAt: Date.parse(START), ownActs: new Set<number>() };
const waiting = conversation(5, { state: 'queued', agent_id: null, last_activity_at: later(5) });
const mine = conversation(5, { last_activity_at: later(5) });
const ids = (items: { id: number }[]) => items.map(({ id }) => id);

describe('news', () => {
  it('tell of a conversation that begins to wait in one of my queues', () => {
    expect(newsOfConversation(undefined, waiting, context)?.kind).toBe('queued');
    expect(newsOfConversation(waiting, { ...waiting, unread: 2 }, context)).toBeNull();
    expect(newsOfConversation(undefined, { ...waiting, queue_id: 9 }, context)).toBeNull();
  });

  it('are silent about what was so before the page began', () => {
    expect(newsOfConversation(undefined, { ...waiting, last_activity_at: later(-60) }, context)).toBeNull();
  });

  it('tell of a customer’s words in my conversation that I am not looking at', () => {
    const words = entry(8, { conversation_id: 5, seq: 8, at: later(9) });
    expect(newsOfEntry(words, mine, context, false, 7)?.kind).toBe('message');
    expect(newsOfEntry(words, mine, context, true, 7)).toBeNull();
    expect(newsOfEntry(words, mine, context, false, 8)).toBeNull();
    expect(newsOfEntry(words, waiting, context, false, 7)).toBeNull();
    expect(newsOfEntry({ ...words, direction: 'outbound' }, mine, context, false, 7)).toBeNull();
    expect(newsOfEntry({ ...words, kind: 'note' }, mine, context, false, 7)).toBeNull();
  });
});

describe('notices', () => {
  it('stand newest first, each once, and the oldest go', () => {
    const items = [notice(3), notice(2), notice(1)];
    expect(ids(withNotice(items, notice(4), 3))).toEqual([4, 3, 2]);
    const seen = withNotice(items, notice(2, { is_seen: true }), 3);
    expect(seen.map((one) => one.is_seen)).toEqual([false, true, false]);
  });

  it('that came while the list was being read are not lost', () => {
    expect(ids(joined([notice(2), notice(1)], [notice(3), notice(2)]))).toEqual([3, 2, 1]);
    expect(ids(joined([], [notice(1)]))).toEqual([1]);
  });

  it('are told once, oldest first, and not if they were seen elsewhere', () => {
    const items = [notice(4), notice(3, { is_seen: true }), notice(2), notice(1)];
    expect(ids(toTell(items, 0))).toEqual([1, 2, 4]);
    expect(ids(toTell(items, 2))).toEqual([4]);
    expect(ids(toTell(seenExcept(items, [2]), 0))).toEqual([2]);
  });

  it('of one conversation are told apart from the others', () => {
    const items = [notice(9), notice(7), notice(6, { conversation_id: 8 })];
    expect(ids(unseenOf(items, 5))).toEqual([9, 7]);
    expect(ids(unseenOf(items))).toEqual([9, 7, 6]);
    expect(unseenOf(seenExcept(items, []), 5)).toEqual([]);
  });

  it('of a hand-over are told even to whom looks at it', () => {
    expect(isHandedOver(notice(1, { kind: 'transferred' }))).toBe(true);
    expect(isHandedOver(notice(1))).toBe(false);
  });
});
