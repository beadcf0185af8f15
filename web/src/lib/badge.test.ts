import { expect, it, vi } from 'vitest';
import { showUnread } from './badge';

it('what is unread stands in the title, on the icon of the tab, and on that of the app', () => {
  document.head.innerHTML = '<link rel="icon" href="/icon.svg" />';
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')));
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')!;
  const setAppBadge = vi.fn(() => Promise.resolve());
  Object.defineProperty(navigator, 'setAppBadge', { value: setAppBadge, configurable: true });
  showUnread(3);
  expect([document.title, icon.getAttribute('href')]).toEqual(['(3) Deskbell', '/icon-unread.svg']);
  expect(setAppBadge).toHaveBeenLastCalledWith(3);
  const set = vi.spyOn(icon, 'href', 'set');
  showUnread(4);
  expect(set).not.toHaveBeenCalled();
  showUnread(0);
  expect([document.title, icon.getAttribute('href')]).toEqual(['Deskbell', '/icon.svg']);
  expect(setAppBadge).toHaveBeenLastCalledWith(0);
});

it('the icon of the tab is fetched once, however often it changes', async () => {
  document.head.innerHTML = '<link rel="icon" href="/icon.svg" />';
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')!;
  const fetched = vi.fn(async () => new Response('<svg/>', { headers: { 'Content-Type': 'image/svg+xml' } }));
  vi.stubGlobal('fetch', fetched);
  for (const count of [1, 0, 1, 0]) {
    showUnread(count);
    await vi.waitFor(() => expect(icon.getAttribute('href')).toMatch(/^blob:/));
  }
  expect(fetched.mock.calls).toEqual([['/icon-unread.svg'], ['/icon.svg']]);
  vi.unstubAllGlobals();
});
