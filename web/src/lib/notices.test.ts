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

  it('tell of one given to me by another hand only, with the words that came along', () => {
    const given = (type: string, by: number | null) =>
      entry(9, {
        conversation_id: 5,
        seq: 9,
        at: later(9),
        kind: 'activity',
        direction: null,
        author: { kind: by === null ? 'system' : 'agent', id: by, name: 'Ben' },
        activity: { type, agent_id: 1, note: 'Your customer' },
      });
    const told = (one: ReturnType<typeof entry>) => noticeOfEntry(one, mine, context, true, 8)?.kind;
    expect(told(given('assigned', null))).toBe('assigned');
    expect(told(given('transferred_to_agent', 2))).toBe('transferred');
    expect(told(given('accepted', 1))).toBeUndefined();
    expect(told(given('transferred_to_agent', 1))).toBeUndefined();
    expect(noticeOfEntry(given('woken', null), mine, context, false, 8)?.kind).toBe('woken');
  });

  it('tell of a mention, whoever has the conversation', () => {
    const note = entry(9, { seq: 9, at: later(9), kind: 'note', direction: null, mentions: [1] });
    expect(noticeOfEntry(note, waiting, context, false, 8)?.kind).toBe('mentioned');
    expect(noticeOfEntry({ ...note, mentions: [2] }, mine, context, false, 8)).toBeNull();
    expect(noticeOfEntry(note, waiting, context, true, 8)).toBeNull();
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
