import { t } from './i18n.svelte';

const ICONS = { quiet: '/icon.svg', unread: '/icon-unread.svg' } as const;

/** Says how many conversations are unread where a page that is not looked at can be seen: in its tab and on its icon. */
export function showUnread(count: number) {
  document.title = count > 0 ? `(${count}) ${t('app.name')}` : t('app.name');
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const wanted = count > 0 ? ICONS.unread : ICONS.quiet;
  // The same icon set anew would be fetched anew.
  if (icon && icon.getAttribute('href') !== wanted) icon.href = wanted;
  // Only an installed app has a badge, and not on every system.
  if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => {});
}
