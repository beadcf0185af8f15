import { beforeEach, describe, expect, it } from 'vitest';
import { noticeLog } from './noticeLog.svelte';

const add = (id: number, conversation = id) =>
  noticeLog.add({
    id,
    conversation,
    title: `Notice ${id}`,
    body: '',
    path: `/c/${conversation}`,
    isNew: true,
  });
const shown = () => noticeLog.items.map(({ id, isNew }) => [id, isNew]);
const reload = (agent = 1) => noticeLog.open(agent);

describe('the log of notices', () => {
  beforeEach(() => {
    localStorage.clear();
    noticeLog.open(1);
  });

  it('is still there after a reload, for the same agent only', () => {
    add(7);
    add(8);
    noticeLog.seen(7);
    reload();
    expect(shown()).toEqual([
      [8, true],
      [7, false],
    ]);
    reload(2);
    expect(shown()).toEqual([]);
  });

  it('counts what belongs to an opened conversation as seen', () => {
    add(7, 1040);
    add(8, 1041);
    noticeLog.seen(1040);
    expect(noticeLog.fresh).toBe(1);
    noticeLog.seen();
    expect(noticeLog.fresh).toBe(0);
  });

  it('keeps a limited number of the newest, each once and shortened', () => {
    for (let id = 1; id <= 40; id += 1) add(id);
    add(40);
    noticeLog.add({ id: 41, conversation: 1, title: '', body: 'x'.repeat(5000), path: '', isNew: true });
    reload();
    expect(noticeLog.items.length).toBe(30);
    expect(noticeLog.items.slice(0, 2).map(({ id }) => id)).toEqual([41, 40]);
    expect(noticeLog.items[0]!.body.length).toBe(200);
  });

  it('leaves nothing behind at sign-out', () => {
    add(7);
    noticeLog.forget();
    expect(localStorage.length).toBe(0);
    expect(shown()).toEqual([]);
    reload();
    expect(shown()).toEqual([]);
  });

  it('follows another tab, and does not stumble over what is no log', () => {
    localStorage.setItem('deskbell.notices.1', JSON.stringify([{ id: 9, isNew: false }]));
    dispatchEvent(new StorageEvent('storage', { key: 'deskbell.notices.1' }));
    expect(shown()).toEqual([[9, false]]);
    localStorage.setItem('deskbell.notices.1', 'nonsense');
    reload();
    expect(shown()).toEqual([]);
  });
});
