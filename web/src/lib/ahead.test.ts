import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, entry } from '../test/samples';
import { ahead } from './ahead';
import { live } from './live/live.svelte';
import { conversations } from './store/conversations.svelte';
import { forgetTimelines, timelineAhead, timelineOf } from './store/timelines.svelte';

const RESTED_MS = 100;

/** What is asked for, until it is answered or given up. */
let asked: { id: number; answer: () => void; isGivenUp: boolean }[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request, { signal }: RequestInit) => {
    const id = Number(/conversations\/(\d+)\/timeline/.exec(request.url)?.[1]);
    const one = { id, answer: () => {}, isGivenUp: false };
    asked.push(one);
    await new Promise<void>((answer, giveUp) => {
      one.answer = answer;
      const abort = () => {
        one.isGivenUp = true;
        giveUp(new Error('given up'));
      };
      if (signal!.aborted) abort();
      else signal!.addEventListener('abort', abort);
    });
    const page = { items: [entry(id * 100, { conversation_id: id })], next_cursor: null, conversations: [] };
    return new Response(JSON.stringify(page), { headers: { 'Content-Type': 'application/json' } });
  });
  forgetTimelines();
  conversations.forget();
  for (let id = 1; id < 9; id += 1) conversations.put(conversation(id));
  live.state = 'live';
  vi.useFakeTimers();
});
afterEach(() => {
  ahead.opened(0);
  live.state = 'connecting';
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const rested = (milliseconds = RESTED_MS) => vi.advanceTimersByTimeAsync(milliseconds);
const ids = () => asked.map(({ id }) => id);
const givenUp = () => asked.filter(({ isGivenUp }) => isGivenUp).map(({ id }) => id);

describe('a row that is pointed at', () => {
  it('is read ahead after a moment, and opened without asking', async () => {
    ahead.rest(1);
    await rested(30);
    expect(ids()).toEqual([]);
    await rested();
    asked[0]!.answer();
    await rested();
    ahead.opened(1);
    await timelineOf(1).ensure();
    expect([ids(), timelineOf(1).loaded]).toEqual([[1], true]);
  });

  it('is left alone where it is only passed over', async () => {
    for (const id of [1, 2, 3, null]) {
      ahead.rest(id);
      await rested(30);
    }
    await rested();
    expect(ids()).toEqual([]);
  });

  it('is waited for once it is opened, and what else was on its way is given up', async () => {
    ahead.read(1);
    ahead.read(2);
    await rested(0);
    ahead.opened(2);
    const opening = timelineOf(2).ensure();
    await rested(0);
    expect([ids(), givenUp()]).toEqual([[1, 2], [1]]);
    asked[1]!.answer();
    await opening;
    expect([timelineOf(2).loaded, timelineAhead(1).failed]).toEqual([true, false]);
  });

  it('can be opened in the moment in which it was given up', async () => {
    ahead.read(1);
    await rested(0);
    ahead.opened(2);
    const opening = timelineOf(1).ensure();
    await rested(0);
    asked[1]!.answer();
    await opening;
    expect([ids(), timelineOf(1).loaded]).toEqual([[1, 1], true]);
  });
});

describe('reading ahead', () => {
  it('asks for two at once and no more: the newest count', async () => {
    for (const id of [1, 2, 3]) ahead.read(id);
    await rested(0);
    expect([ids(), givenUp()]).toEqual([[1, 2, 3], [1]]);
  });

  it('takes those beside the open one, once the agent stays', async () => {
    ahead.beside([1, 2]);
    await rested(30);
    ahead.beside([3, 4]);
    await rested();
    expect(ids()).toEqual([3, 4]);
  });

  it('asks for nothing that is there, without a line, or where data is saved', async () => {
    ahead.read(1);
    await rested(0);
    asked[0]!.answer();
    await rested(0);
    ahead.read(1);
    ahead.read(99);
    live.state = 'reconnecting';
    ahead.read(2);
    live.state = 'live';
    vi.stubGlobal('navigator', { connection: { saveData: true } });
    ahead.read(3);
    await rested(0);
    expect(ids()).toEqual([1]);
  });
});
