import { describe, expect, it } from 'vitest';
import { conversation, entry, later, START } from '../test/samples';
import { noticeOfConversation, noticeOfEntry } from './notices';

const context = { me: { id: 1, queue_ids: [1] }, startedAt: Date.parse(START), ownActs: new Set<number>() };
const waiting = conversation(5, { state: 'queued', agent_id: null, last_activity_at: later(5) });
const mine = conversation(5, { last_activity_at: later(5) });

describe('notices', () => {
  it('tell of a conversation that begins to wait in one of my queues', () => {
    expect(noticeOfConversation(undefined, waiting, context)?.kind).toBe('queued');
    expect(noticeOfConversation(waiting, { ...waiting, unread: 2 }, context)).toBeNull();
    expect(noticeOfConversation(undefined, { ...waiting, queue_id: 9 }, context)).toBeNull();
  });

  it('tell of one given to me by another hand only', () => {
    expect(noticeOfConversation(waiting, mine, context)?.kind).toBe('assigned');
    expect(noticeOfConversation(waiting, mine, { ...context, ownActs: new Set([5]) })).toBeNull();
    expect(noticeOfConversation(mine, mine, context)).toBeNull();
  });

  it('are silent about what was so before the page began', () => {
    expect(noticeOfConversation(undefined, { ...waiting, last_activity_at: later(-60) }, context)).toBeNull();
  });

  it('tell of a customer’s words in my conversation that I am not looking at', () => {
    const words = entry(8, { conversation_id: 5, seq: 8, at: later(9) });
    expect(noticeOfEntry(words, mine, context, false, 7)?.kind).toBe('message');
    expect(noticeOfEntry(words, mine, context, true, 7)).toBeNull();
    expect(noticeOfEntry(words, mine, context, false, 8)).toBeNull();
    expect(noticeOfEntry(words, waiting, context, false, 7)).toBeNull();
    expect(noticeOfEntry({ ...words, direction: 'outbound' }, mine, context, false, 7)).toBeNull();
  });
});
