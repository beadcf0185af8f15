import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '../../api/types';
import { conversation } from '../../test/samples';
import { LiveConnection, type LiveState, type SocketEvents } from './protocol';

function world(after = 10) {
  const states: LiveState[] = [];
  const applied: number[] = [];
  const opened: number[] = [];
  const told: number[] = [];
  const sent: string[] = [];
  let events: SocketEvents | undefined;
  const around = {
    open: (from: number, given: SocketEvents) => {
      opened.push(from);
      events = given;
      return { close: () => {}, send: (text: string) => void sent.push(text) };
    },
    probe: vi.fn<(after: number) => Promise<number | null>>(async () => null),
    apply: (event: LiveEvent) => void applied.push(event.seq),
    greeted: vi.fn(),
    told: () => undefined,
    present: (presence: { conversation_id: number }) => void told.push(presence.conversation_id),
    resync: vi.fn(async () => {}),
    changed: (state: LiveState) => void states.push(state),
    later: (callback: () => void, milliseconds: number) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => 1,
  };
  const connection = new LiveConnection(around, after);
  connection.start();
  const says = (frame: object) => events!.message(JSON.stringify(frame));
  const changes = (seq: number) => says({ seq, type: 'conversation_changed', data: conversation(1) });
  return {
    around,
    connection,
    states,
    applied,
    told,
    sent,
    opened,
    says,
    changes,
    closes: (code = 1006) => events!.close(code),
  };
}

describe('the live connection', () => {
  beforeEach(() => void vi.useFakeTimers());

  it('is live at once when nothing was missed', () => {
    const { says, connection } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    expect(connection.state).toBe('live');
  });

  it('forgets no gap whose reading has failed, whatever is told meanwhile', async () => {
    const { says, changes, opened, around } = world(10);
    let fails: (reason: Error) => void = () => {};
    around.resync.mockReturnValueOnce(new Promise((_, no) => (fails = no)));
    says({ type: 'hello', seq: 90, now: '2026-11-22T17:00:00.000Z' });
    says({ type: 'resync', seq: 90 });
    changes(91);
    fails(new Error('a list could not be read'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened.length).toBeGreaterThan(1);
    expect(new Set(opened)).toEqual(new Set([10]));
  });

  it('reads everything anew one at a time, and once more for what asks meanwhile', async () => {
    const { says, changes, around, connection } = world(10);
    let done: () => void = () => {};
    around.resync.mockReturnValueOnce(new Promise((yes) => (done = () => yes())));
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    connection.readAnew();
    says({ type: 'resync', seq: 12 });
    says({ type: 'resync', seq: 13 });
    changes(14);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([around.resync.mock.calls.length, connection.state]).toEqual([1, 'catching_up']);
    done();
    await vi.advanceTimersByTimeAsync(0);
    expect([around.resync.mock.calls.length, connection.state]).toEqual([2, 'live']);
    expect(connection.applied).toBe(14);
  });

  it('hears who is present without counting it as a change, and says where the agent is', () => {
    const { says, connection, told, sent, around } = world(10);
    connection.say({ type: 'viewing', conversation_id: 1 });
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    expect(around.greeted).toHaveBeenCalledOnce();
    says({ type: 'presence', data: { conversation_id: 7, agents: [] } });
    connection.say({ type: 'viewing', conversation_id: 7 });
    expect(told).toEqual([7]);
    expect(sent).toEqual(['{"type":"viewing","conversation_id":7}']);
    expect(connection.applied).toBe(10);
  });

  it('catches up, then is live', () => {
    const { says, changes, connection, applied } = world(10);
    says({ type: 'hello', seq: 14, now: '2026-11-22T17:00:00.000Z' });
    changes(12);
    expect(connection.state).toBe('catching_up');
    changes(14);
    vi.advanceTimersByTime(500);
    expect(connection.state).toBe('live');
    expect(applied).toEqual([12, 14]);
  });

  it('goes on after the last event it has applied, waiting longer each time', () => {
    const { says, changes, closes, connection, opened } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    changes(11);
    closes();
    expect(connection.state).toBe('reconnecting');
    vi.advanceTimersByTime(500);
    expect(opened).toEqual([10, 11]);
    closes();
    vi.advanceTimersByTime(999);
    expect(opened).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(opened).toEqual([10, 11, 11]);
  });

  it('does not hear a socket it has given up', () => {
    const { says, closes, changes, applied, connection } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    closes();
    changes(11);
    expect(applied).toEqual([]);
    expect(connection.state).toBe('reconnecting');
  });

  it('fetches everything again when told to, and goes on from there', async () => {
    const { says, around, connection } = world(10);
    says({ type: 'hello', seq: 90, now: '2026-11-22T17:00:00.000Z' });
    says({ type: 'resync', seq: 90 });
    expect(connection.state).toBe('catching_up');
    await vi.advanceTimersByTimeAsync(0);
    expect(around.resync).toHaveBeenCalledOnce();
    expect(connection.applied).toBe(90);
    expect(connection.state).toBe('live');
  });

  it('distrusts silence: no answer to a request means no connection', async () => {
    const { says, around, connection } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    around.probe.mockRejectedValueOnce(new Error('offline'));
    await vi.advanceTimersByTimeAsync(45_000);
    expect(connection.state).toBe('reconnecting');
  });

  it('asks at once when there is reason to doubt', async () => {
    const { says, around, connection } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    around.probe.mockRejectedValueOnce(new Error('offline'));
    void connection.check();
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.state).toBe('reconnecting');
  });

  it('reconnects when an event exists that does not come', async () => {
    const { says, around, connection } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    around.probe.mockResolvedValueOnce(11);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(connection.state).toBe('live');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(connection.state).toBe('reconnecting');
  });

  it('ends with the session', () => {
    const { says, closes, connection, opened } = world(10);
    says({ type: 'hello', seq: 10, now: '2026-11-22T17:00:00.000Z' });
    closes(4401);
    vi.advanceTimersByTime(60_000);
    expect(connection.state).toBe('ended');
    expect(opened).toHaveLength(1);
  });
});
