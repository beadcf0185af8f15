import { parseRoute, type Route } from './routes';

class Router {
  route: Route = $state.raw(parseRoute(new URL(location.href)));
  /** Asked before the page is left; what would be lost there keeps the agent on it until `leave` is called. */
  guard: ((leave: () => void) => void) | null = null;
  #path = location.pathname + location.search;

  constructor() {
    addEventListener('popstate', () => this.#goBack());
  }

  go(path: string, { replace = false } = {}) {
    if (path === location.pathname + location.search) return;
    if (this.guard) this.guard(() => this.#move(path, replace));
    else this.#move(path, replace);
  }

  #goBack() {
    const path = location.pathname + location.search;
    if (!this.guard || path === this.#path) return this.#read();
    // The browser has already gone: the address is put back while the question is open.
    history.pushState(null, '', this.#path);
    this.guard(() => this.#move(path, true));
  }

  #move(path: string, replace: boolean) {
    this.guard = null;
    if (replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    this.#read();
  }

  #read() {
    this.#path = location.pathname + location.search;
    this.route = parseRoute(new URL(location.href));
  }
}

export const router = new Router();

/** Links to our own pages are followed without loading the page anew. */
export function followLinks(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  const path = link?.getAttribute('href');
  if (
    !link ||
    !path?.startsWith('/') ||
    path.startsWith('/api/') ||
    link.target ||
    link.hasAttribute('download')
  )
    return;
  event.preventDefault();
  router.go(path);
}
