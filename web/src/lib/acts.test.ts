import { afterEach, describe, expect, it, vi } from 'vitest';
import * as desk from '../api/desk';
import type { BulkAction, BulkResult } from '../api/types';
import { actOnMany } from './acts';
import { dialogs } from './dialogs.svelte';
import { toasts } from './toasts.svelte';

vi.mock('../api/desk');

const done = (id: number): BulkResult => ({ id, ok: true, code: null, detail: null });
const refused = (id: number): BulkResult => ({ id, ok: false, code: 'closed', detail: 'It is closed.' });
const answer = (...items: BulkResult[]) => vi.mocked(desk.actOnMany).mockResolvedValue({ items });

describe('what is done to many at once', () => {
  afterEach(() => {
    vi.clearAllMocks();
    toasts.shown = [];
    dialogs.close();
  });

  it('is asked for in one request, also to put them aside and to wake them', async () => {
    answer(done(5), done(6));
    for (const action of [{ type: 'snooze', until: null }, { type: 'unsnooze' }] satisfies BulkAction[]) {
      await actOnMany([5, 6], action);
      expect(desk.actOnMany).toHaveBeenLastCalledWith([5, 6], action);
    }
    expect(desk.actOnMany).toHaveBeenCalledTimes(2);
    expect(desk.snooze).not.toHaveBeenCalled();
    expect(desk.wake).not.toHaveBeenCalled();
  });

  it('is told by what it was', async () => {
    answer(done(5), done(6));
    for (const type of ['resolve', 'tag', 'snooze'] as const) await actOnMany([5, 6], { type });
    expect(toasts.shown.map(({ text }) => text)).toEqual([
      'Resolved 2 conversations',
      'Tagged 2 conversations',
      'Snoozed 2 conversations',
    ]);
  });

  it('is told one by one where it was refused', async () => {
    answer(done(5), refused(6));
    await actOnMany([5, 6], { type: 'resolve' });
    expect(toasts.shown).toEqual([]);
    expect(dialogs.open).toEqual({ name: 'bulk_failures', done: 1, failures: [refused(6)] });
  });
});
