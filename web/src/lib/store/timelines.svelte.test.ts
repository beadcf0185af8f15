import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entry, later } from '../../test/samples';
import { serve } from '../../test/server';
import { Timeline } from './timelines.svelte';

const late = entry(53, { at: later(90), sent_at: later(1), place: 45 });
const ids = (timeline: Timeline) => timeline.entries.map(({ id }) => id);

beforeEach(() => {
  serve({
    'GET /conversations/1/timeline': ({ path }) => {
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
});
