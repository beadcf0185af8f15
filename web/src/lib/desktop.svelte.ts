import { preferences } from './preferences.svelte';
import { activeWorker } from './worker';

const ICON = '/icon-192.png';

interface Shown {
  tag: string;
  about: string;
  path?: string | undefined;
  go: () => void;
}

const onDesktop = new Map<string, () => void>();

const isAllowed = () =>
  preferences.get('desktop') && 'Notification' in window && Notification.permission === 'granted';

/**
 * Shows it outside of the page. Through the worker where there is one: phones allow no other way, and a click is
 * answered after the page is gone.
 */
export async function showOnDesktop(words: { title: string; body: string }, { tag, about, path, go }: Shown) {
  if (!isAllowed()) return;
  const how = { body: words.body, tag, icon: ICON, data: { path } };
  const worker = path === undefined ? undefined : await activeWorker();
  if (worker?.active) {
    await worker.showNotification(words.title, how);
    onDesktop.set(about, () => void closeTagged(worker, tag));
    return;
  }
  const shown = new Notification(words.title, how);
  onDesktop.set(about, () => shown.close());
  shown.onclick = () => {
    window.focus();
    go();
    shown.close();
  };
}

async function closeTagged(worker: ServiceWorkerRegistration, tag: string) {
  for (const shown of await worker.getNotifications({ tag })) shown.close();
}

export function hideOnDesktop(about: string) {
  onDesktop.get(about)?.();
  onDesktop.delete(about);
}

/** Browsers ask only after a click. */
export async function turnOnDesktop() {
  const permission = await Notification.requestPermission();
  preferences.set('desktop', permission === 'granted');
}
