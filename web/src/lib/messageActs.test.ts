import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../api/types';
import { entry } from '../test/samples';
import { serve, type Answer } from '../test/server';
import { react, sendAgain } from './messageActs';
import { applyEntry, forgetTimelines, timelineOf } from './store/timelines.svelte';
import { toasts } from './toasts.svelte';

const reacted = (emoji: string) => [{ by: 'agent', emoji } as Entry['reactions'][number]];
const FAILED = entry(2, {
  direction: 'outbound',
  delivery: { status: 'failed', reason: 'No.', code: null, at: {}, parts: [] },
});
const AGAIN = entry(3, { direction: 'outbound', resend_of: 2 });
/** What the line tells before the answer is here. */
let told: Entry | null;

async function opened(answers: Record<string, Answer>) {
  const items = [entry(1), FAILED];
  const answering = Object.fromEntries(
    Object.entries(answers).map(([address, answer]): [string, Answer] => [
      address,
      (asked) => {
        if (told) applyEntry(told);
        return answer(asked);
      },
    ]),
  );
  serve({
    ...answering,
    'GET /conversations/1/timeline': () => [200, { items, next_cursor: null, conversations: [] }],
  });
  const timeline = timelineOf(1);
  await timeline.load();
  return timeline;
}

describe('what an agent does to a message', () => {
  beforeEach(() => (told = null));
  afterEach(() => {
    vi.unstubAllGlobals();
    forgetTimelines();
    toasts.shown = [];
  });
  const react1 = {
    'PUT /conversations/1/timeline/1/reaction': (): [number, unknown] => [
      200,
      entry(1, { reactions: reacted('👍') }),
    ],
  };
  const resend2 = {
    'POST /conversations/1/timeline/2/resends': (): [number, unknown] => [201, AGAIN],
  };

  it('is shown with the answer', async () => {
    const timeline = await opened(react1);
    await react(timeline.find(1)!, '👍');
    expect(timeline.find(1)?.reactions).toEqual(reacted('👍'));
  });

  it('is not shown again where the line has told of something newer before', async () => {
    const timeline = await opened(react1);
    told = entry(1, { text: 'Taken back' });
    await react(timeline.find(1)!, '👍');
    expect(timeline.find(1)).toMatchObject({ text: 'Taken back', reactions: [] });
  });

  it('leaves a message that is sent again as it has become by now', async () => {
    const timeline = await opened(resend2);
    const drawn = timeline.find(2)!;
    applyEntry({ ...FAILED, text: 'Edited' });
    await sendAgain(drawn, async () => true);
    expect(timeline.find(2)).toMatchObject({ text: 'Edited', resent_as: 3 });
    expect(timeline.find(3)).toMatchObject({ resend_of: 2 });
  });

  it('leaves the report that comes before the answer', async () => {
    const timeline = await opened(resend2);
    told = { ...FAILED, delivery: { ...FAILED.delivery!, status: 'delivered' }, resent_as: 3 };
    await sendAgain(timeline.find(2)!, async () => true);
    expect(timeline.find(2)).toMatchObject({ delivery: { status: 'delivered' }, resent_as: 3 });
  });
});
