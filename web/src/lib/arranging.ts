import type { Channel } from '../api/types';
import { NO_FILTERS, SPANS, THINGS, type Dates, type Filters, type Span } from './store/filters';
import { hasAgents, mayWait, SORTS, views, type Arrangement, type ViewName } from './store/views';

/** The arrangement of a view as it stands in the address, by the names that the API gives it. */
export const CHANNELS = ['whatsapp', 'email', 'messenger'] as const satisfies readonly Channel[];

/** What the view does not have, and what nobody understands, is left out. */
export function readArrangement(view: ViewName, parameters: URLSearchParams): Arrangement {
  const sort = oneOf(SORTS, parameters.get('sort'));
  return {
    filters: readFilters(view, parameters),
    sort: sort === views[view].query.sort ? null : sort,
  };
}

function readFilters(view: ViewName, parameters: URLSearchParams): Filters {
  const id = (name: string) => {
    const text = parameters.get(name);
    return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
  };
  const isSet = (name: string) => parameters.get(name) === 'true';
  const wanted = (parameters.get('state') ?? '').split(',');
  const states = views[view].states.filter((state) => wanted.includes(state));
  return {
    channel: oneOf(CHANNELS, parameters.get('channel')),
    states: states.length < views[view].states.length ? states : [],
    dates: readDates(parameters),
    agent: hasAgents(view) ? id('agent') : null,
    queue: id('queue'),
    inbox: id('inbox'),
    tag: id('tag'),
    label: id('label'),
    isUnread: isSet('unread'),
    isWaiting: mayWait(view) && isSet('waiting'),
    isClosing: parameters.get('window') === 'closing',
  };
}

function readDates(parameters: URLSearchParams): Dates | null {
  const last = oneOf(Object.keys(SPANS) as Span[], parameters.get('last'));
  if (last) return { last };
  return datesOf(parameters.get('from'), parameters.get('to'));
}

/** From one day to another; the days are put in their order. */
export function datesOf(one: string | null, other: string | null): Dates | null {
  const [from, to] = [one, other].map((day) => (day !== null && isDay(day) ? day : null));
  if (!from && !to) return null;
  if (from && to && from > to) return { from: to, to: from };
  return { from: from ?? null, to: to ?? null };
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** What is as usual is left out. */
export function writeArrangement(
  { filters, sort }: Arrangement,
  parameters = new URLSearchParams(),
): URLSearchParams {
  const { channel, states, dates } = filters;
  if (channel) parameters.set('channel', channel);
  if (states.length > 0) parameters.set('state', states.join(','));
  if (dates && 'last' in dates) parameters.set('last', dates.last);
  else if (dates) {
    if (dates.from) parameters.set('from', dates.from);
    if (dates.to) parameters.set('to', dates.to);
  }
  for (const thing of THINGS) {
    const id = filters[thing];
    if (id !== null) parameters.set(thing, String(id));
  }
  if (filters.isUnread) parameters.set('unread', 'true');
  if (filters.isWaiting) parameters.set('waiting', 'true');
  if (filters.isClosing) parameters.set('window', 'closing');
  if (sort) parameters.set('sort', sort);
  return parameters;
}

/** Commas are read as they stand, and are easier to read. */
export const asQuery = (parameters: URLSearchParams) =>
  parameters.size > 0 ? `?${String(parameters).replaceAll('%2C', ',')}` : '';

export const isSameArrangement = (one: Arrangement, other: Arrangement) =>
  String(writeArrangement(one)) === String(writeArrangement(other));

export const listPath = (view: ViewName, arrangement: Arrangement) =>
  `/${view}${asQuery(writeArrangement(arrangement))}`;

/** A view with only these filters. */
export const filteredPath = (view: ViewName, filters: Partial<Filters>) =>
  listPath(view, { filters: { ...NO_FILTERS, ...filters }, sort: null });

function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | null {
  return names.find((name) => name === text) ?? null;
}
