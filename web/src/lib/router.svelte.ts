import { parseRoute, type Route } from './routes';

class Router {
  route: Route = $state.raw(parseRoute(new URL(location.href)));

  constructor() {
    addEventListener('popstate', () => this.#read());
  }

  go(path: string, { replace = false } = {}) {
    if (path === location.pathname + location.search) return;
    if (replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    this.#read();
  }

  #read() {
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
