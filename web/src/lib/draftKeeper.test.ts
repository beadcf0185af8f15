import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftKeeper, type Halves } from './draftKeeper';

function keeper() {
  const shown = new Map<number, Halves>();
  const put = vi.fn(async (_conversation: number, _reply: string, _note: string): Promise<unknown> => null);
  const made = new DraftKeeper({
    storage: localStorage,
    prefix: 'drafts.',
    put,
    changed: (conversation, halves) => void shown.set(conversation, halves),
  });
  return { made, put, shown };
}
const draft = (conversation_id: number, reply: string, note = '') => ({
  conversation_id,
  reply,
  note,
  at: '2026-05-04T10:00:00Z',
});

describe('drafts', () => {
  beforeEach(() => {
    localStorage.clear();
    vi.useFakeTimers();
  });

  it('go to the server two seconds after the last key, both halves at once', async () => {
    const { made, put } = keeper();
    made.write(5, 'reply', 'Hel');
    await vi.advanceTimersByTimeAsync(1_500);
    made.write(5, 'reply', 'Hello');
    made.write(5, 'note', 'regular');
    await vi.advanceTimersByTimeAsync(1_900);
    expect(put).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(put.mock.calls).toEqual([[5, 'Hello', 'regular']]);
  });

  it('follow another browser, but never take what is being typed away', async () => {
    const { made, shown } = keeper();
    made.take(draft(5, 'from the other one'));
    expect(shown.get(5)?.reply).toBe('from the other one');
    made.write(5, 'reply', 'typed here');
    made.take(draft(5, 'late echo'));
    expect(made.read(5).reply).toBe('typed here');
    await vi.advanceTimersByTimeAsync(2_100);
    made.take(draft(5, 'newer'));
    expect(made.read(5).reply).toBe('newer');
  });

  it('begun while the last message is still on its way outlive that message', async () => {
    const { made, put } = keeper();
    made.sending(5);
    made.write(5, 'reply', 'The next one');
    await vi.advanceTimersByTimeAsync(2_100);
    made.take(draft(5, ''));
    expect(made.read(5).reply).toBe('The next one');
    made.answered(5);
    made.take(draft(5, ''));
    await vi.advanceTimersByTimeAsync(2_100);
    expect(made.read(5).reply).toBe('The next one');
    expect(put).toHaveBeenCalledTimes(2);
  });

  it('are kept here while the server is away, and sent at the next start', async () => {
    const first = keeper();
    first.put.mockRejectedValue(new Error('offline'));
    first.made.write(5, 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(2_100);
    const second = keeper();
    expect(second.made.read(5).reply).toBe('Hello');
    second.made.takeAll([draft(5, 'older')]);
    expect(second.made.read(5).reply).toBe('Hello');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(second.put.mock.calls).toEqual([[5, 'Hello', '']]);
  });

  it('that were sent elsewhere are gone here', () => {
    const { made, shown } = keeper();
    made.take(draft(5, 'Hello'));
    made.takeAll([]);
    expect(shown.get(5)?.reply).toBe('');
    expect(localStorage.length).toBe(0);
  });

  it('that were sent are not brought back by a save that was under way', async () => {
    const { made, put } = keeper();
    let land: (value: unknown) => void = () => {};
    put.mockReturnValueOnce(new Promise((done) => (land = done)));
    made.write(5, 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(2_100);
    made.sent(5, 'reply');
    land(null);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(put.mock.calls.at(-1)).toEqual([5, '', '']);
    expect(made.read(5).reply).toBe('');
  });

  it('need no request when they are sent before they were saved', async () => {
    const { made, put } = keeper();
    made.write(5, 'reply', 'Hello');
    made.sent(5, 'reply');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(put).not.toHaveBeenCalled();
  });
});
