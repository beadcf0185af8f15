import { asQuery, readArrangement, writeArrangement } from './arranging';
import { readAsked, type Asked } from './asked';
import { AS_IT_COMES, VIEWS, type Arrangement, type ViewName } from './store/views';

export const ADMIN_PAGES = [
  'agents',
  'queues',
  'routing',
  'hours',
  'tags',
  'labels',
  'canned',
  'attributes',
  'inboxes',
  'keys',
  'unreadable',
  'settings',
] as const;
export type AdminPage = (typeof ADMIN_PAGES)[number];

/** What of a list is open beside it: the one with this number, or the form for a new one. */
export type Item = number | 'new' | null;

/** A page of its own about what is open. */
export const SECTIONS = ['check', 'templates', 'mails'] as const;
export type Section = (typeof SECTIONS)[number] | null;

/** What the address bar says is on the screen. */
export type Route =
  | {
      screen: 'desk';
      /** The list beside the thread; null leaves the one that was there. */
      view: ViewName | null;
      /** How it is narrowed and ordered; of no list this says nothing. */
      arrangement: Arrangement;
      /** What is searched for; the results then take the list's place. */
      query: string | null;
      conversation: number | null;
      /** The entry to scroll to and flash. */
      entry: number | null;
    }
  | { screen: 'reports'; asked: Asked }
  | { screen: 'contacts'; contact: Item }
  | { screen: 'admin'; page: AdminPage; item: Item; section: Section };

export function parseRoute(url: URL): Route {
  const [first = '', second = '', third = '', fourth = ''] = url.pathname.split('/').filter(Boolean);
  const query = url.searchParams.get('q');
  const desk = { screen: 'desk', query: null, conversation: null, entry: null } as const;
  switch (first) {
    case 'c':
      return {
        ...desk,
        ...listOf(url.searchParams.get('view'), url.searchParams),
        query,
        conversation: numberOf(second),
        entry: numberOf(url.searchParams.get('entry')),
      };
    case 'search':
      return { ...desk, ...listOf(null, url.searchParams), query: query ?? '' };
    case 'reports':
      return { screen: 'reports', asked: readAsked(url.searchParams) };
    case 'admin':
      return {
        screen: 'admin',
        page: oneOf(ADMIN_PAGES, second) ?? 'agents',
        item: itemOf(third),
        section: oneOf(SECTIONS, fourth),
      };
    case 'contacts':
      return { screen: 'contacts', contact: itemOf(second) };
    default:
      return { ...desk, ...listOf(first, url.searchParams) };
  }
}

function listOf(name: string | null, parameters: URLSearchParams) {
  const view = oneOf(VIEWS, name);
  return { view, arrangement: view === null ? AS_IT_COMES : readArrangement(view, parameters) };
}

/** Where a conversation is, keeping what stands in the list beside it. */
export function conversationPath(
  id: number,
  beside: {
    query?: string | null;
    entry?: number | null;
    list?: { view: ViewName; arrangement: Arrangement };
  } = {},
): string {
  const parameters = new URLSearchParams();
  if (beside.entry) parameters.set('entry', String(beside.entry));
  if (beside.query) parameters.set('q', beside.query);
  if (beside.list) {
    parameters.set('view', beside.list.view);
    writeArrangement(beside.list.arrangement, parameters);
  }
  return `/c/${id}${asQuery(parameters)}`;
}

export const searchPath = (query: string) => `/search${query ? `?q=${encodeURIComponent(query)}` : ''}`;

const itemOf = (text: string): Item => (text === 'new' ? 'new' : numberOf(text));

function numberOf(text: string | null): number | null {
  return text && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | null {
  return names.find((name) => name === text) ?? null;
}
