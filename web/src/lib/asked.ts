/** What a report is asked for. It stands in the address, so that it can be shared and gone back to. */
export const SPANS = [7, 30, 90] as const;
export const GROUPINGS = ['queue', 'agent', 'channel', 'inbox', 'tag', 'label', 'state', 'day'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** By id. */
const FILTERS = ['queue', 'agent', 'inbox', 'tag', 'label'] as const;
const CHANNELS = ['whatsapp', 'email', 'messenger'];

export interface Asked {
  /** Null: from and to say it. */
  days: number | null;
  from: string | null;
  to: string | null;
  queue: number | null;
  agent: number | null;
  inbox: number | null;
  tag: number | null;
  label: number | null;
  channel: string | null;
  by: Grouping;
  /** Whether times count in opening hours alone. */
  business: boolean;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readAsked(parameters: URLSearchParams): Asked {
  const day = (name: string) => oneThat(parameters.get(name), (text) => DAY.test(text));
  const id = (name: string) =>
    Number(oneThat(parameters.get(name), (text) => /^\d{1,15}$/.test(text))) || null;
  const [from, to] = [day('from'), day('to')];
  const isCustom = from !== null && to !== null && from <= to;
  const days = SPANS.find((span) => String(span) === parameters.get('days')) ?? SPANS[0];
  return {
    days: isCustom ? null : days,
    from: isCustom ? from : null,
    to: isCustom ? to : null,
    queue: id('queue'),
    agent: id('agent'),
    inbox: id('inbox'),
    tag: id('tag'),
    label: id('label'),
    channel: oneThat(parameters.get('channel'), (text) => CHANNELS.includes(text)),
    by: GROUPINGS.find((name) => name === parameters.get('by')) ?? 'queue',
    business: parameters.get('hours') === 'business',
  };
}

/** The page with this report; what is as usual is left out. */
export function askedPath(asked: Asked): string {
  const parameters = new URLSearchParams();
  if (asked.from && asked.to) {
    parameters.set('from', asked.from);
    parameters.set('to', asked.to);
  } else if (asked.days !== SPANS[0]) parameters.set('days', String(asked.days));
  for (const name of [...FILTERS, 'channel'] as const) {
    if (asked[name] !== null) parameters.set(name, String(asked[name]));
  }
  if (asked.by !== 'queue') parameters.set('by', asked.by);
  if (asked.business) parameters.set('hours', 'business');
  return `/reports${parameters.size > 0 ? `?${parameters}` : ''}`;
}

/** The same as the server understands it. */
export function reportQuery(asked: Asked) {
  const { days, from, to, queue, agent, inbox, tag, label, channel } = asked;
  const given = { days, from, to, queue, agent, inbox, tag, label, channel };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

export const isFiltered = (asked: Asked) =>
  [...FILTERS, 'channel' as const].some((name) => asked[name] !== null);

export const withoutFilters = (asked: Asked): Asked => ({
  ...asked,
  queue: null,
  agent: null,
  inbox: null,
  tag: null,
  label: null,
  channel: null,
});

function oneThat(text: string | null, fits: (text: string) => boolean): string | null {
  return text !== null && fits(text) ? text : null;
}
