import { beforeEach, expect, it, vi } from 'vitest';

const worker = vi.hoisted(() => ({
  active: {} as object | null,
  showNotification: vi.fn(() => Promise.resolve()),
  getNotifications: vi.fn(),
}));
vi.mock('./worker', () => ({ activeWorker: () => Promise.resolve(worker) }));

import { hideOnDesktop, showOnDesktop } from './desktop.svelte';
import { preferences } from './preferences.svelte';

const made: { title: string; onclick?: () => void; close: () => void }[] = [];
class Shown {
  static permission = 'granted';
  close = vi.fn();
  constructor(readonly title: string) {
    made.push(this);
  }
}

const words = { title: 'Ada Reed', body: 'Where is it?' };
const how = (go = vi.fn()) => ({ tag: 'conversation-7', about: 'message-7', path: '/c/7', go });

beforeEach(() => {
  made.length = 0;
  worker.active = {};
  worker.showNotification.mockClear();
  vi.stubGlobal('Notification', Shown);
  Shown.permission = 'granted';
  preferences.set('desktop', true);
});

it('the worker shows it, with where a click leads, and takes it back', async () => {
  await showOnDesktop(words, how());
  expect(worker.showNotification).toHaveBeenCalledWith(
    'Ada Reed',
    expect.objectContaining({ tag: 'conversation-7', data: { path: '/c/7' } }),
  );
  const close = vi.fn();
  worker.getNotifications.mockResolvedValue([{ close }]);
  hideOnDesktop('message-7');
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  expect(worker.getNotifications).toHaveBeenCalledWith({ tag: 'conversation-7' });
  expect(made).toEqual([]);
});

it('without a worker the page shows it', async () => {
  worker.active = null;
  const go = vi.fn();
  await showOnDesktop(words, how(go));
  expect(made.map(({ title }) => title)).toEqual(['Ada Reed']);
  made[0]!.onclick!();
  expect(go).toHaveBeenCalledOnce();
  expect(made[0]!.close).toHaveBeenCalledOnce();
});

it('nothing is shown to who has not asked for it, or where the browser forbids it', async () => {
  preferences.set('desktop', false);
  await showOnDesktop(words, how());
  preferences.set('desktop', true);
  Shown.permission = 'denied';
  await showOnDesktop(words, how());
  expect(worker.showNotification).not.toHaveBeenCalled();
  expect(made).toEqual([]);
});
