import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, entry } from '../../test/samples';
import { refusal, serve, type Answer, type Asked } from '../../test/server';
import { live } from '../live/live.svelte';
import { conversations } from './conversations.svelte';
import {
  applyEntry,
  doubtTimelines,
  ENTRIES_KEPT_MAX,
  forgetTimeline,
  forgetTimelines,
  rechainTimelines,
  refreshTimelines,
  timelineAhead,
  timelineOf,
  TIMELINES_KEPT_MAX,
} from './timelines.svelte';

const page = (id: number, entries = [entry(id * 100, { conversation_id: id })]) => ({
  items: entries,
  next_cursor: null,
  conversations: [...new Set(entries.map((one) => one.conversation_id))].map((one) => conversation(one)),
});
let pages: Record<number, [number, unknown]>;
let asked: Asked[];
/** Done by the server while it answers. */
let meanwhile: () => void;

beforeEach(() => {
  pages = {};
  meanwhile = () => {};
  const answer =
    (id: number): Answer =>
    () => {
      const told = pages[id] ?? [200, page(id)];
      meanwhile();
      return told;
    };
  const ids = Array.from({ length: 80 }, (_, at) => at + 1);
  asked = serve(Object.fromEntries(ids.map((id) => [`GET /conversations/${id}/timeline`, answer(id)])));
  forgetTimelines();
  conversations.forget();
  live.state = 'live';
});
afterEach(() => {
  live.state = 'connecting';
  vi.unstubAllGlobals();
});

const paths = () => asked.map(({ path }) => path.split('?')[0]);
const ids = (id: number) => timelineOf(id).entries.map((one) => one.id);

describe('a conversation that was opened before', () => {
  it('asks nothing, and has what the live line has told since', async () => {
    await timelineOf(1).ensure();
    applyEntry(entry(101, { conversation_id: 1 }));
    await timelineOf(1).ensure();
    expect(paths()).toEqual(['/conversations/1/timeline']);
    expect(ids(1)).toEqual([100, 101]);
  });

  it('is asked for again where the line does not tell, and where it has left a gap', async () => {
    await timelineOf(1).ensure();
    live.state = 'reconnecting';
    await timelineOf(1).ensure();
    expect(asked).toHaveLength(2);
    live.state = 'catching_up';
    await timelineOf(1).ensure();
    expect(asked).toHaveLength(2);
    await refreshTimelines(null);
    await timelineOf(1).ensure();
    expect(asked).toHaveLength(3);
  });

  it('that is on the screen is read again after a gap, though it was being read before it was known', async () => {
    const reading = timelineOf(1).ensure();
    pages[1] = [200, page(1, [entry(100), entry(109)])];
    await refreshTimelines(1);
    await reading;
    expect(asked).toHaveLength(2);
    expect([ids(1), timelineOf(1).isFresh]).toEqual([[100, 109], true]);
  });

  it('is asked for again where somebody is called otherwise now', async () => {
    await timelineOf(1).ensure();
    doubtTimelines();
    await timelineOf(1).ensure();
    expect(asked).toHaveLength(2);
  });

  it('brings what it is itself, which gives way to what the line has told meanwhile', async () => {
    meanwhile = () => conversations.put(conversation(1, { subject: 'told' }));
    await timelineOf(1).ensure();
    expect(conversations.get(1)?.subject).toBe('told');
    meanwhile = () => {};
    await timelineOf(2).ensure();
    expect(conversations.get(2)).toBeDefined();
    expect(paths()).toEqual(['/conversations/1/timeline', '/conversations/2/timeline']);
  });
});

describe('what may be seen no more', () => {
  it('is gone from its own timeline and from those that run on into it', async () => {
    pages[8] = [
      200,
      page(
        8,
        [3, 5, 8].map((id) => entry(id * 100, { conversation_id: id })),
      ),
    ];
    await timelineOf(5).ensure();
    await timelineOf(8).ensure();
    forgetTimeline(5);
    expect(ids(8)).toEqual([800]);
    applyEntry(entry(501, { conversation_id: 5 }));
    expect([ids(8), ids(5)]).toEqual([[800], []]);
  });

  it('is gone from every list once its timeline is refused', async () => {
    conversations.put(conversation(1));
    pages[1] = refusal('not_found', 'There is no such conversation.', 404);
    const timeline = timelineOf(1);
    await timeline.ensure();
    expect([timeline.isGone, conversations.get(1)]).toEqual([true, undefined]);
    expect(timelineOf(1)).not.toBe(timeline);
  });

  it('does not come back with an answer that was on its way', async () => {
    pages[8] = [
      200,
      page(
        8,
        [5, 8].map((id) => entry(id * 100, { conversation_id: id })),
      ),
    ];
    await timelineOf(8).ensure();
    meanwhile = () => {
      meanwhile = () => (pages[8] = [200, page(8)]);
      forgetTimeline(5);
      pages[8] = [200, page(8)];
    };
    await timelineOf(8).load();
    expect(ids(8)).toEqual([800]);
  });
});

describe('a chain that changes', () => {
  it('is read anew, without what it held before', async () => {
    pages[8] = [
      200,
      page(
        8,
        [5, 8].map((id) => entry(id * 100, { conversation_id: id })),
      ),
    ];
    await timelineOf(8).ensure();
    pages[8] = [
      200,
      page(
        8,
        [6, 8].map((id) => entry(id * 100, { conversation_id: id })),
      ),
    ];
    rechainTimelines(8, 8);
    await vi.waitFor(() => expect(ids(8)).toEqual([600, 800]));
  });
});

describe('what is kept', () => {
  it('is bounded by how many, and what nobody has looked at goes first', async () => {
    const first = timelineOf(1);
    const second = timelineOf(2);
    const passed = timelineAhead(3);
    for (let id = 4; id <= TIMELINES_KEPT_MAX + 1; id += 1) timelineOf(id);
    expect([timelineAhead(1) === first, timelineAhead(3) === passed]).toEqual([true, false]);
    timelineOf(TIMELINES_KEPT_MAX + 2);
    timelineOf(TIMELINES_KEPT_MAX + 3);
    expect(timelineOf(2)).not.toBe(second);
  });

  it('is bounded by the entries in all, and what is on the screen stays', async () => {
    const many = Array.from({ length: ENTRIES_KEPT_MAX }, (_, at) => entry(at + 1000));
    pages[1] = [200, page(1, many)];
    await timelineOf(2).ensure();
    const shown = timelineOf(1);
    await shown.ensure();
    await timelineAhead(3).readAhead();
    expect(timelineAhead(2).loaded).toBe(false);
    timelineAhead(4);
    expect(timelineOf(1)).toBe(shown);
  });
});
