import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftKeeper, type Parts } from './draftKeeper';

function keeper(storage: Storage = localStorage) {
  const shown = new Map<number, Parts>();
  const put = vi.fn(async (_conversation: number, _parts: Partial<Parts>): Promise<unknown> => null);
  const unsaved = new Set<string>();
  const made = new DraftKeeper({
    storage,
    prefix: 'drafts.',
    put,
    changed: (conversation, parts) => void shown.set(conversation, parts),
    troubled: (conversation, mode, isUnsaved) =>
      void (isUnsaved ? unsaved.add(`${conversation}.${mode}`) : unsaved.delete(`${conversation}.${mode}`)),
  });
  return { made, put, shown, unsaved };
}
const USUAL = { to: '', subject: '' };
const draft = (conversation_id: number, reply: string, note = '', head = USUAL) => ({
  conversation_id,
  reply,
  note,
  ...head,
  at: '2026-05-04T10:00:00Z',
});

/** Another browser's. */
function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null,
    clear: () => kept.clear(),
    get length() {
      return kept.size;
    },
  };
}

describe('drafts', () => {
  beforeEach(() => {
    localStorage.clear();
    vi.useFakeTimers();
  });

  it('go to the server two seconds after the last key, and only the half that was written', async () => {
    const { made, put } = keeper();
    made.write(5, 'reply', 'Hel');
    await vi.advanceTimersByTimeAsync(1_500);
    made.write(5, 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(1_900);
    expect(put).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(put.mock.calls).toEqual([[5, { reply: 'Hello' }]]);
  });

  it('of two browsers leave each other’s half alone', async () => {
    const server = { reply: '', note: '' };
    const [first, second] = [keeper(storage()), keeper(storage())];
    for (const { put } of [first, second])
      put.mockImplementation(async (_, parts) => Object.assign(server, parts));
    first.made.write(5, 'reply', 'Dear Mira');
    second.made.write(5, 'note', 'A regular');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(server).toEqual({ reply: 'Dear Mira', note: 'A regular' });
    for (const { made } of [first, second]) made.take(draft(5, server.reply, server.note));
    expect(first.made.read(5)).toEqual({ ...server, ...USUAL });
    expect(second.made.read(5)).toEqual({ ...server, ...USUAL });
  });

  it('follow another browser in the one half while the other is being written', async () => {
    const { made } = keeper();
    made.write(5, 'reply', 'typed here');
    made.take(draft(5, 'old', 'typed there'));
    expect(made.read(5)).toEqual({ reply: 'typed here', note: 'typed there', ...USUAL });
  });

  it('keep whom a mail is for and what it is about, until it is sent', async () => {
    const first = keeper();
    first.made.write(5, 'reply', 'For the boss only.');
    first.made.write(5, 'to', 'boss@example.com');
    first.made.write(5, 'subject', 'Between us');
    const head = { to: 'boss@example.com', subject: 'Between us' };
    const again = keeper();
    expect(again.made.read(5)).toEqual({ reply: 'For the boss only.', note: '', ...head });
    await vi.advanceTimersByTimeAsync(2_100);
    expect(Object.assign({}, ...first.put.mock.calls.map(([, parts]) => parts))).toMatchObject(head);
    const elsewhere = keeper(storage());
    elsewhere.made.takeAll([draft(5, 'For the boss only.', '', head)]);
    expect(elsewhere.made.read(5)).toMatchObject(head);
    elsewhere.made.take(draft(5, ''));
    expect(elsewhere.made.read(5)).toMatchObject(USUAL);
  });

  it('that are refused in one half are saved in the other, and say so', async () => {
    const { made, put, unsaved } = keeper();
    put.mockImplementation(async (_, parts) => {
      if (parts.reply) throw new Error('This draft may have 4096 characters.');
    });
    made.write(5, 'reply', 'much too long');
    made.write(5, 'note', 'regular');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(put.mock.calls).toContainEqual([5, { note: 'regular' }]);
    expect([...unsaved]).toEqual(['5.reply']);
    expect(made.read(5)).toEqual({ reply: 'much too long', note: 'regular', ...USUAL });
    put.mockResolvedValue(null);
    made.write(5, 'reply', 'short');
    await vi.advanceTimersByTimeAsync(2_100);
    expect([...unsaved]).toEqual([]);
  });

  it('are told again once the connection is back', async () => {
    const { made, put, unsaved } = keeper();
    put.mockRejectedValueOnce(new Error('offline'));
    made.write(5, 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(2_100);
    expect([...unsaved]).toEqual(['5.reply']);
    made.tryAgain();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(put).toHaveBeenCalledTimes(2);
    expect([...unsaved]).toEqual([]);
  });

  it('last as long as the page where there is no storage', async () => {
    const full = {
      ...storage(),
      setItem: () => {
        throw new Error('full');
      },
    };
    const { made, put } = keeper(full as Storage);
    made.write(5, 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(put.mock.calls).toEqual([[5, { reply: 'Hello' }]]);
    expect(made.read(5).reply).toBe('Hello');
  });

  it('that an older page has kept are still told', async () => {
    localStorage.setItem('drafts.5', JSON.stringify({ reply: 'Hello', note: '', isNews: true }));
    const { made, put } = keeper();
    made.takeAll([draft(5, 'older', 'a note')]);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(put.mock.calls).toEqual([[5, { reply: 'Hello' }]]);
    expect(made.read(5)).toEqual({ reply: 'Hello', note: 'a note', ...USUAL });
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
    made.sending(5, 'reply');
    made.write(5, 'reply', 'The next one');
    await vi.advanceTimersByTimeAsync(2_100);
    made.take(draft(5, ''));
    expect(made.read(5).reply).toBe('The next one');
    made.answered(5, 'reply', true);
    made.take(draft(5, ''));
    await vi.advanceTimersByTimeAsync(2_100);
    expect(made.read(5).reply).toBe('The next one');
    expect(put).toHaveBeenCalledTimes(2);
  });

  it('leave the server when the message that they became was refused', async () => {
    const { made, put } = keeper();
    made.take(draft(5, 'Hello', 'a note'));
    made.sent(5, 'reply');
    made.sending(5, 'reply');
    made.answered(5, 'reply', false);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(put.mock.calls).toEqual([[5, { reply: '' }]]);
    made.take(draft(5, '', 'a note'));
    expect(made.read(5)).toEqual({ reply: '', note: 'a note', ...USUAL });
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
    expect(second.put.mock.calls).toEqual([[5, { reply: 'Hello' }]]);
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
    expect(put.mock.calls.at(-1)).toEqual([5, { reply: '' }]);
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
