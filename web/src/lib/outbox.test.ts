import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';
import { Outbox, type OutboxItem } from './outbox';

const offline = () => new Problem(0, 'offline', 'The server did not answer.');
const settled = () => new Promise((done) => setTimeout(done));
const draft = (text: string) => ({ conversationId: 1, kind: 'message' as const, text, seenSeq: 4 });

function outbox(send: (item: OutboxItem) => Promise<void>) {
  let key = 0;
  const around = {
    storage: localStorage,
    prefix: 'outbox.1.',
    send: vi.fn(send),
    changed: vi.fn(),
    newKey: () => `key-${localStorage.length}-${(key += 1)}`,
    now: () => `2026-05-04T10:00:00.${String(key).padStart(3, '0')}Z`,
  };
  return { box: new Outbox(around), send: around.send };
}
const texts = (calls: [OutboxItem][]) => calls.map(([item]) => item.text);

describe('the outbox', () => {
  beforeEach(() => localStorage.clear());

  it('sends in order, one at a time, and forgets what was confirmed', async () => {
    const { box, send } = outbox(async () => {});
    box.add(draft('One'));
    box.add(draft('Two'));
    expect(send).toHaveBeenCalledTimes(1);
    await settled();
    expect(texts(send.mock.calls)).toEqual(['One', 'Two']);
    expect(box.items).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('keeps what the network lost and sends it with the same key after a reload', async () => {
    const first = outbox(async () => {
      throw offline();
    });
    const { key } = first.box.add(draft('Hello'));
    await settled();
    expect(first.box.items[0]).toMatchObject({ state: 'waiting' });

    const second = outbox(async () => {});
    second.box.flush();
    await settled();
    expect(second.send).toHaveBeenCalledOnce();
    expect(second.send.mock.calls[0]![0]).toMatchObject({ key, text: 'Hello' });
    expect(localStorage.length).toBe(0);
  });

  it('holds a message for a moment, in which it can be taken back, and what comes after it too', async () => {
    vi.useFakeTimers();
    const { box, send } = outbox(async () => {});
    const { key } = box.hold(draft('One'), 5_000);
    box.add(draft('Two'));
    await vi.advanceTimersByTimeAsync(4_900);
    expect(send).not.toHaveBeenCalled();
    expect(box.items.map(({ state }) => state)).toEqual(['held', 'sending']);
    await vi.advanceTimersByTimeAsync(200);
    expect(texts(send.mock.calls)).toEqual(['One', 'Two']);
    expect(send.mock.calls[0]![0].key).toBe(key);

    const taken = box.hold(draft('Three'), 5_000);
    box.discard(taken.key);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(send).toHaveBeenCalledTimes(2);

    box.release(box.hold(draft('Four'), 5_000).key);
    await vi.advanceTimersByTimeAsync(0);
    expect(texts(send.mock.calls).at(-1)).toBe('Four');
    vi.useRealTimers();
  });

  it('sends after a reload what was held when the page was closed', async () => {
    vi.useFakeTimers();
    outbox(async () => {}).box.hold(draft('Hello'), 5_000);
    vi.clearAllTimers();
    const { box, send } = outbox(async () => {});
    box.flush();
    await vi.advanceTimersByTimeAsync(5_100);
    expect(texts(send.mock.calls)).toEqual(['Hello']);
    vi.useRealTimers();
  });

  it('sends nothing that was taken back, or is sent, in another tab', async () => {
    vi.useFakeTimers();
    const first = outbox(async () => {});
    const { key } = first.box.hold(draft('Hello'), 5_000);
    const second = outbox(async () => {});
    second.box.flush();
    first.box.discard(key);
    await vi.advanceTimersByTimeAsync(6_000);
    expect([first.send.mock.calls, second.send.mock.calls]).toEqual([[], []]);
    expect(second.box.items).toEqual([]);
    vi.useRealTimers();
  });

  it('does not let a later message overtake one that waits', async () => {
    let isOffline = true;
    const { box, send } = outbox(async () => {
      if (isOffline) throw offline();
    });
    box.add(draft('One'));
    await settled();
    isOffline = false;
    box.add(draft('Two'));
    await settled();
    expect(texts(send.mock.calls)).toEqual(['One', 'One', 'Two']);
  });

  it('asks when the conversation has moved, and then sends what the writer has read up to', async () => {
    const { box, send } = outbox(async (item) => {
      if (item.seenSeq !== 9)
        throw new Problem(409, 'conversation_moved', 'Ana replied 5 s ago: send anyway?');
    });
    const { key } = box.add(draft('Hello'));
    await settled();
    expect(box.items[0]).toMatchObject({ state: 'asking', reason: 'Ana replied 5 s ago: send anyway?' });
    box.sendAgain(key, 9);
    await settled();
    expect(send.mock.calls[1]![0]).toMatchObject({ seenSeq: 9 });
    expect(send.mock.calls[1]![0].key).not.toBe(key);
    expect(box.items).toEqual([]);
  });

  it('still asks about what a colleague did when a refused text is tried again', async () => {
    let isRefused = true;
    const { box, send } = outbox(async () => {
      if (isRefused) throw new Problem(409, 'window_closed', 'The window is closed.');
    });
    const { key } = box.add(draft('Hello'));
    await settled();
    isRefused = false;
    box.sendAgain(key, 9);
    await settled();
    expect(send.mock.calls.map(([item]) => item.seenSeq)).toEqual([4, 4]);
  });

  it('tries one again in its old place, also after a reload', async () => {
    let refused = ['One', 'Two'];
    const first = outbox(async (item) => {
      if (refused.includes(item.text)) throw new Problem(409, 'window_closed', 'The window is closed.');
      if (item.text === 'Three') throw offline();
    });
    const { key } = first.box.add(draft('One'));
    for (const text of ['Two', 'Three']) first.box.add(draft(text));
    await settled();
    first.box.sendAgain(key, null);
    await settled();
    expect(first.box.items.map(({ text }) => text)).toEqual(['One', 'Two', 'Three']);

    refused = [];
    const second = outbox(async () => {});
    expect(second.box.items.map(({ text }) => text)).toEqual(['One', 'Two', 'Three']);
    for (const { key: failed } of second.box.items.slice(0, 2)) second.box.sendAgain(failed, null);
    await settled();
    expect(texts(second.send.mock.calls)).toEqual(['One', 'Two', 'Three']);
    expect(localStorage.length).toBe(0);
  });

  it('shows why one was refused, and lets the next go', async () => {
    const { box, send } = outbox(async (item) => {
      if (item.text === 'One') throw new Problem(409, 'window_closed', 'The window is closed.');
    });
    box.add(draft('One'));
    box.add(draft('Two'));
    await settled();
    expect(texts(send.mock.calls)).toEqual(['One', 'Two']);
    expect(box.items).toMatchObject([{ text: 'One', state: 'failed', reason: 'The window is closed.' }]);
  });

  it('does not bring back what arrived by the live connection before the answer was lost', async () => {
    let fail: (reason: unknown) => void = () => {};
    const { box } = outbox(() => new Promise((_, reject) => (fail = reject)));
    const { key } = box.add(draft('Hello'));
    box.discard(key);
    fail(offline());
    await settled();
    expect(box.items).toEqual([]);
  });

  it('gives back what came after its time, and goes on with the next', async () => {
    const { box, send } = outbox(async (item) => {
      if (item.text === 'Late') throw new Problem(409, 'window_closed', 'The window is closed.');
    });
    box.add(draft('Late'));
    box.add({ ...draft('Template'), extras: { template: { name: 'a', language: 'en', parameters: [] } } });
    await settled();
    expect(texts(send.mock.calls)).toEqual(['Late', 'Template']);
    expect(box.items).toMatchObject([{ text: 'Late', isReturned: true }]);
  });
});
