import { afterEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../test/server';
import { live } from './live.svelte';

class Line extends EventTarget {
  static last: Line;
  constructor() {
    super();
    Line.last = this;
  }
  close() {}
  send() {}
}

const greet = () => {
  const hello = JSON.stringify({ type: 'hello', seq: 0, now: '2026-05-04T10:00:00.000Z' });
  Line.last.dispatchEvent(new MessageEvent('message', { data: hello }));
};

function begin(answers: Parameters<typeof serve>[0]) {
  serve(answers);
  vi.stubGlobal('WebSocket', Line);
  live.start(0, {
    apply: vi.fn(),
    greeted: vi.fn(),
    present: vi.fn(),
    resync: vi.fn(async () => {}),
    connected: vi.fn(),
    ended: vi.fn(),
  });
  greet();
}

afterEach(() => {
  live.stop();
  live.banner = null;
  vi.unstubAllGlobals();
});

describe('a browser without a network', () => {
  it('is told of at once, and no longer once the line is back', async () => {
    begin({});
    expect([live.state, live.banner]).toEqual(['live', null]);
    dispatchEvent(new Event('offline'));
    expect(live.banner).toBe('reconnecting');
    await vi.waitFor(() => expect(live.state).toBe('reconnecting'));
    expect(live.banner).toBe('reconnecting');
    dispatchEvent(new Event('online'));
    greet();
    expect([live.state, live.banner]).toEqual(['live', null]);
  });

  it('is no matter where the server needs none', async () => {
    begin({ 'GET /events': () => [200, { items: [], resync: false }] });
    dispatchEvent(new Event('offline'));
    expect(live.banner).toBe('reconnecting');
    await vi.waitFor(() => expect(live.banner).toBeNull());
    expect(live.state).toBe('live');
  });
});
