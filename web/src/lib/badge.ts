import { t } from './i18n.svelte';

const ICONS = { quiet: '/icon.svg', unread: '/icon-unread.svg' } as const;

/** By address, what the page holds of an icon: one that the server has is asked for again at every step of the agent's. */
const held = new Map<string, string>();

/** Says how many conversations are unread where a page that is not looked at can be seen: in its tab and on its icon. */
export function showUnread(count: number) {
  document.title = count > 0 ? `(${count}) ${t('app.name')}` : t('app.name');
  showIcon(count > 0 ? ICONS.unread : ICONS.quiet);
  // Only an installed app has a badge, and not on every system.
  if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => {});
}

let shown: string | null = null;

function showIcon(path: string) {
  if (path === shown) return;
  shown = path;
  setIcon(held.get(path) ?? path);
  if (!held.has(path)) void hold(path);
}

/** Without it, the server is asked as before. */
async function hold(path: string) {
  try {
    const answer = await fetch(path);
    if (!answer.ok) return;
    held.set(path, URL.createObjectURL(await answer.blob()));
    if (path === shown) setIcon(held.get(path)!);
  } catch {
    // It is asked for again with the next change.
  }
}

function setIcon(address: string) {
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  // The same icon set anew would be fetched anew.
  if (icon && icon.getAttribute('href') !== address) icon.href = address;
}
