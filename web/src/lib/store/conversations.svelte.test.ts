import { beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, me, tag } from '../../test/samples';
import { serve } from '../../test/server';
import { withLabel, withTag, resolved, reopenedAs } from '../changes';
import { session } from '../session.svelte';
import { conversations } from './conversations.svelte';
import { applyAnswer, applyConversation, beginAct, finishAct, lists, takeBackAct } from './lists.svelte';

const BUG = tag(1, 'Bug');
const VIP = { id: 2, name: 'VIP', colour: 'red' };
const tags = () => conversations.get(1)?.tags.map(({ name }) => name);
const labels = () => conversations.get(1)?.labels.map(({ name }) => name);

beforeEach(() => {
  conversations.forget();
  conversations.put(conversation(1));
});

describe('an answer', () => {
  it('gives way to what the live line has told since it was asked for', () => {
    const since = conversations.moment;
    applyConversation(conversation(1, { subject: 'told' }));
    applyAnswer(conversation(1, { subject: 'answered' }), since);
    expect(conversations.get(1)?.subject).toBe('told');
    applyAnswer(conversation(1, { subject: 'asked later' }), conversations.moment);
    expect(conversations.get(1)?.subject).toBe('asked later');
  });

  it('does not bring back what is gone since', () => {
    const since = conversations.moment;
    conversations.remove(1);
    applyAnswer(conversation(1), since);
    expect(conversations.get(1)).toBeUndefined();
  });

  it('of a list leaves rows where the live line has put them since', async () => {
    session.me = me();
    const gone = conversation(3, { state: 'resolved', agent_id: null });
    const page = { items: [1, 2, 3].map((id) => conversation(id)), next_cursor: null, total: 3, seq: 1 };
    let answer = () => {};
    serve({ 'GET /conversations': () => [200, page] });
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', async (request: Request) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return fetch(request);
    });
    const reading = lists.mine.reload();
    await vi.waitFor(() => expect(answer).not.toBe(undefined));
    applyConversation(gone);
    await vi.waitFor(() => {
      answer();
      expect(lists.mine.loaded).toBe(true);
    });
    await reading;
    expect(lists.mine.slice(0, 9).toSorted()).toEqual([1, 2]);
    lists.mine.forget();
    vi.unstubAllGlobals();
  });
});

describe('an act', () => {
  it('shows at once, and is taken back alone', () => {
    const tagging = beginAct(1, withTag(BUG));
    beginAct(1, withLabel(VIP));
    expect([tags(), labels()]).toEqual([['Bug'], ['VIP']]);
    takeBackAct(1, tagging);
    expect([tags(), labels()]).toEqual([[], ['VIP']]);
  });

  it('is not undone by the answer to the one before it', () => {
    const since = conversations.moment;
    const tagging = beginAct(1, withTag(BUG));
    const label = beginAct(1, withLabel(VIP));
    finishAct(1, tagging, { conversation: conversation(1, { tags: [BUG] }), since });
    expect([tags(), labels()]).toEqual([['Bug'], ['VIP']]);
    const both = conversation(1, { tags: [BUG], labels: [VIP] });
    finishAct(1, label, { conversation: both, since: conversations.moment });
    expect(conversations.get(1)).toBe(both);
  });

  it('shows the same all the time while the live line and the answer tell of it, in either order', () => {
    const seen: unknown[] = [];
    const look = () => seen.push(tags()?.join());
    for (const isTold of [true, false]) {
      conversations.put(conversation(1));
      const since = conversations.moment;
      const act = beginAct(1, withTag(BUG));
      look();
      if (isTold) applyConversation(conversation(1, { tags: [BUG] }));
      look();
      finishAct(1, act, { conversation: conversation(1, { tags: [BUG] }), since });
      look();
      applyConversation(conversation(1, { tags: [BUG] }));
      look();
    }
    expect(new Set(seen)).toEqual(new Set(['Bug']));
    applyConversation(conversation(1));
    expect(tags()).toEqual([]);
  });

  it('stays on top of what colleagues do meanwhile, until the line tells of it', () => {
    const since = conversations.moment;
    const act = beginAct(1, withTag(BUG));
    applyConversation(conversation(1, { subject: 'Renamed' }));
    expect([conversations.get(1)?.subject, tags()]).toEqual(['Renamed', ['Bug']]);
    finishAct(1, act, { conversation: conversation(1, { tags: [BUG] }), since });
    expect([conversations.get(1)?.subject, tags()]).toEqual(['Renamed', ['Bug']]);
    expect(conversations.awaits(1, act)).toBe(true);
    applyConversation(conversation(1, { subject: 'Renamed', tags: [] }));
    expect([conversations.awaits(1, act), tags()]).toEqual([false, []]);
  });

  it('lets a row leave its list at once, and brings it back to its place', () => {
    session.me = me();
    lists.mine.forget();
    lists.mine.loaded = true;
    for (const id of [1, 2]) applyConversation(conversation(id));
    const before = lists.mine.slice(0, 9);
    const act = beginAct(1, resolved(me(), '', 0));
    expect(lists.mine.slice(0, 9)).toEqual([2]);
    takeBackAct(1, act);
    expect(lists.mine.slice(0, 9)).toEqual(before);
    lists.mine.forget();
  });
});

describe('what an act makes', () => {
  it('of a resolution is taken back as it was', () => {
    const before = conversation(1, { state: 'pending', snoozed: true, snoozed_until: null, unread: 2 });
    const ended = resolved(me(), 'Done', Date.parse('2026-05-04T10:00:00Z'))(before);
    expect(ended).toMatchObject({
      state: 'resolved',
      agent_id: null,
      snoozed: false,
      unread: 0,
      resolution: { note: 'Done', by: 1, cause: 'agent' },
      undo_until: '2026-05-04T10:01:00.000Z',
    });
    expect(reopenedAs(before)(ended)).toEqual(before);
  });
});
