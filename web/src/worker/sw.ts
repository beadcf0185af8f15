import { kindOf, tooMany } from './keeping';

// The types of workers and those of pages cannot be used together, so what is needed of them stands here.
interface Lasting extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}
interface Fetching extends Lasting {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}
interface Clicked extends Lasting {
  notification: Notification;
}
interface Page {
  url: string;
  focus: () => Promise<unknown>;
  postMessage: (message: unknown) => void;
}
interface Worker extends EventTarget {
  skipWaiting: () => Promise<void>;
  location: Location;
  clients: {
    claim: () => Promise<void>;
    matchAll: (options: object) => Promise<Page[]>;
    openWindow: (path: string) => Promise<unknown>;
  };
}

const worker = globalThis as unknown as Worker;
const ASSETS = 'assets';
const PAGES = 'pages';
/** Every address of the desk is the same page. */
const SHELL = '/';

function on<Kind extends Lasting>(name: string, act: (event: Kind) => void) {
  worker.addEventListener(name, (event) => act(event as Kind));
}

on('install', (event) => event.waitUntil(Promise.all([keepShell(), worker.skipWaiting()])));
on('activate', (event) => event.waitUntil(worker.clients.claim()));

on<Fetching>('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  const kind = kindOf(url.pathname, request.mode === 'navigate');
  if (kind === 'asset') event.respondWith(asset(request));
  else if (kind === 'page') event.respondWith(page(request));
});

on<Clicked>('notificationclick', (event) => {
  event.notification.close();
  const path = (event.notification.data as { path?: string } | null)?.path ?? SHELL;
  event.waitUntil(show(path));
});

async function keepShell() {
  const cache = await caches.open(PAGES);
  await cache.add(SHELL);
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    await Promise.all(tooMany(await cache.keys()).map((old) => cache.delete(old)));
  }
  return answer;
}

/** Without a network the desk still opens, and says so. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(SHELL, answer.clone());
    return answer;
  } catch (problem) {
    const kept = await cache.match(SHELL);
    if (kept) return kept;
    throw problem;
  }
}

/** A desk that is open already goes there; else one is opened. */
async function show(path: string) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = pages.find(({ url }) => kindOf(new URL(url).pathname, true) === 'page');
  if (!open) return worker.clients.openWindow(path);
  open.postMessage({ go: path });
  return open.focus();
}
