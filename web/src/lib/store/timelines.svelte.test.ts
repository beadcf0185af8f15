import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entry, later } from '../../test/samples';
import { refusal, serve, type Asked } from '../../test/server';
import { Timeline } from './timelines.svelte';

let failure: [number, unknown] | null = null;
const late = entry(53, { at: later(90), sent_at: later(1), place: 45 });
const ids = (timeline: Timeline) => timeline.entries.map(({ id }) => id);

let asked: Asked[];
beforeEach(() => {
  failure = null;
  asked = serve({
    'GET /conversations/1/timeline': ({ path }) => {
      if (failure) return failure;
      const isOlder = path.includes('before=51');
      const items = isOlder ? [entry(44), entry(45, { sent_at: later(2) })] : [entry(51), entry(52)];
      return [200, { items, next_cursor: isOlder ? null : '51', conversations: [] }];
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a timeline that is open', () => {
  it('takes a message that came late, and puts it in its place once that has been read', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    timeline.apply(late);
    expect(ids(timeline)).toEqual([53, 51, 52]);
    expect(timeline.newest?.id).toBe(53);
    await timeline.older();
    expect(ids(timeline)).toEqual([44, 53, 45, 51, 52]);
  });

  it('leaves what belongs to an older page to that page', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    timeline.apply(late);
    timeline.apply(entry(45, { text: 'Edited' }));
    expect(ids(timeline)).toEqual([53, 51, 52]);
  });

  it('joins a newer page to what is there, though what came last is read higher up', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    await timeline.older();
    timeline.apply(late);
    await timeline.load();
    expect(ids(timeline)).toEqual([44, 53, 45, 51, 52]);
    expect(timeline.hasOlder).toBe(false);
  });

  it('keeps what came while the answer to it was on its way', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    timeline.apply(entry(53, { text: 'sent' }));
    timeline.applyMade(entry(53, { text: 'queued' }));
    timeline.applyMade(entry(54, { text: 'queued' }));
    expect(timeline.entries.slice(-2).map(({ text }) => text)).toEqual(['sent', 'queued']);
  });

  it('keeps what came while a page was asked for', async () => {
    const timeline = new Timeline(1);
    const reading = timeline.load();
    timeline.apply(entry(52, { text: 'newer' }));
    await reading;
    expect(timeline.entries.map(({ text }) => text === 'newer')).toEqual([false, true]);
    const again = timeline.load();
    timeline.apply(entry(51, { text: 'newer' }));
    await again;
    expect(timeline.entries.map(({ text }) => text === 'newer')).toEqual([true, false]);
  });

  it('keeps what came while a page failed no longer than that', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    failure = refusal('unavailable', 'Later.', 503);
    const reading = timeline.older();
    timeline.apply(entry(52, { text: 'sent' }));
    expect(await reading).toBe(false);
    expect([timeline.olderFailed, timeline.hasOlder, timeline.failed]).toEqual([true, true, false]);
    timeline.apply(entry(52, { text: 'read' }));
    failure = null;
    expect(await timeline.older()).toBe(true);
    expect(timeline.olderFailed).toBe(false);
    expect(timeline.find(52)?.text).toBe('read');
  });

  it('keeps what came while its first page was asked for, before an answer that is older', async () => {
    const timeline = new Timeline(1);
    const reading = timeline.load();
    timeline.apply(entry(53, { text: 'sent' }));
    timeline.applyMade(entry(53, { text: 'queued' }));
    await reading;
    expect(timeline.find(53)?.text).toBe('sent');
  });

  it('finds what is further up while that is being read already', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    const reading = timeline.older();
    expect(await timeline.seek(44)).toBe(true);
    expect(await reading).toBe(true);
    expect(asked.filter(({ path }) => path.includes('before=51'))).toHaveLength(1);
  });

  it('asks once for a page that cannot be read', async () => {
    const timeline = new Timeline(1);
    await timeline.load();
    failure = refusal('unavailable', 'Later.', 503);
    expect(await timeline.seek(44)).toBe(false);
    expect(asked.filter(({ path }) => path.includes('before='))).toHaveLength(1);
  });

  it('does not join an older page to a newer one that it does not meet', async () => {
    const pages = [
      { items: [entry(51), entry(52)], next_cursor: '51', conversations: [] },
      { items: [entry(49), entry(50)], next_cursor: '49', conversations: [] },
      { items: [entry(98), entry(99)], next_cursor: '98', conversations: [] },
    ];
    const answers: ((page: unknown) => void)[] = [];
    vi.stubGlobal('fetch', async () => {
      const page = await new Promise((answer) => answers.push(answer));
      return new Response(JSON.stringify(page), { headers: { 'Content-Type': 'application/json' } });
    });
    const answer = async (at: number, page: unknown) => {
      await vi.waitFor(() => expect(answers.length).toBeGreaterThan(at));
      answers[at]!(page);
    };
    const timeline = new Timeline(1);
    const first = timeline.load();
    await answer(0, pages[0]);
    await first;
    const older = timeline.older();
    const again = timeline.load();
    await answer(2, pages[2]);
    await again;
    await answer(1, pages[1]);
    await older;
    expect(ids(timeline)).toEqual([98, 99]);
  });
});
