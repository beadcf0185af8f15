import { CHANNELS } from '../lib/arranging';
import { clock } from '../lib/clock.svelte';
import { either, shortDate } from '../lib/format';
import { t } from '../lib/i18n.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { SPANS, THINGS, type Dates, type Filters, type Span, type Thing } from '../lib/store/filters';
import { hasAgents, mayWait, views, type ViewName } from '../lib/store/views';
import { labelColour } from '../ui/colours';
import type { IconName } from '../ui/icons';

/** What can be chosen by value, and what is only on or off. */
export const KINDS = ['channel', 'states', 'dates', ...THINGS] as const;
export type Kind = (typeof KINDS)[number];
export const FLAGS = ['isUnread', 'isWaiting', 'isClosing'] as const;
export type Flag = (typeof FLAGS)[number];

export const ICONS: Record<Kind | Flag, IconName> = {
  channel: 'messageCircle',
  states: 'circleCheck',
  dates: 'calendarClock',
  agent: 'user',
  queue: 'layers',
  inbox: 'inbox',
  tag: 'tag',
  label: 'squareCheck',
  isUnread: 'mail',
  isWaiting: 'clock',
  isClosing: 'hourglass',
};

export const flagText = (flag: Flag) => t(flag === 'isClosing' ? 'list.closing' : `filter.${flag}`);

export const kindsOf = (view: ViewName) =>
  KINDS.filter((kind) => {
    if (kind === 'states') return views[view].states.length > 1;
    return kind !== 'agent' || hasAgents(view);
  });
/** Nobody waits in the queue view for another reason than being there, and what is closed counts as read. */
export const flagsOf = (view: ViewName) =>
  FLAGS.filter(
    (flag) => (flag !== 'isWaiting' || mayWait(view)) && (flag !== 'isUnread' || view !== 'closed'),
  );

export interface Choice {
  key: string;
  text: string;
  swatch?: string;
  isOn: boolean;
  /** The filters once it is chosen, or taken back. */
  chosen: Filters;
}

/** The values of a kind. */
export function choicesOf(kind: Kind, view: ViewName, filters: Filters): Choice[] {
  switch (kind) {
    case 'channel':
      return CHANNELS.map((channel) => {
        const isOn = filters.channel === channel;
        const chosen = { ...filters, channel: isOn ? null : channel };
        return { key: channel, text: t(`channel.${channel}`), isOn, chosen };
      });
    case 'states':
      return stateChoices(view, filters);
    case 'dates':
      return (Object.keys(SPANS) as Span[]).map((last) => {
        const { dates } = filters;
        const isOn = dates !== null && 'last' in dates && dates.last === last;
        const chosen = { ...filters, dates: isOn ? null : { last } };
        return { key: last, text: t(`filter.last.${last}`), isOn, chosen };
      });
    case 'agent':
    case 'queue':
    case 'inbox':
    case 'tag':
    case 'label':
      return thingChoices(kind, filters);
  }
}

/** Several can be on; all of them are as good as none. */
function stateChoices(view: ViewName, filters: Filters): Choice[] {
  const { states } = views[view];
  return states.map((state) => {
    const isOn = filters.states.includes(state);
    const wanted = states.filter((one) => (one === state) !== filters.states.includes(one));
    const chosen = { ...filters, states: wanted.length < states.length ? wanted : [] };
    return { key: state, text: t(`state.${state}`), isOn, chosen };
  });
}

const SHELVES = {
  agent: catalogue.agents,
  queue: catalogue.queues,
  inbox: catalogue.inboxes,
  tag: catalogue.tags,
  label: catalogue.labels,
} as const satisfies Record<Thing, unknown>;

type Found = { id: number; name: string; colour?: string; is_deactivated?: boolean };
const swatchOf = ({ colour }: Found) => (colour ? { swatch: labelColour(colour) } : {});

function thingChoices(thing: Thing, filters: Filters): Choice[] {
  const all: Found[] = SHELVES[thing].all;
  return all
    .filter(({ is_deactivated }) => !is_deactivated)
    .sort((one, other) => one.name.localeCompare(other.name))
    .map((found) => {
      const isOn = filters[thing] === found.id;
      const chosen = { ...filters, [thing]: isOn ? null : found.id };
      return { key: String(found.id), text: found.name, ...swatchOf(found), isOn, chosen };
    });
}

/** A filter that is set, as its chip shows it. */
export interface Chip {
  of: Kind | Flag;
  text: string;
  /** With its kind, for who does not see the sign. */
  name: string;
  swatch?: string;
  without: Filters;
}

export function chipsOf(filters: Filters): Chip[] {
  const kinds = KINDS.flatMap((kind): Chip[] => {
    const value = valueOf(kind, filters);
    if (value === null) return [];
    const name = t('filter.named', { kind: t(`filter.${kind}`), value: value.text });
    return [{ of: kind, ...value, name, without: { ...filters, [kind]: kind === 'states' ? [] : null } }];
  });
  const flags = FLAGS.filter((flag) => filters[flag]).map((flag): Chip => {
    const text = flagText(flag);
    return { of: flag, text, name: text, without: { ...filters, [flag]: false } };
  });
  return [...flags, ...kinds];
}

/** How a filter's value is called. */
export function valueOf(kind: Kind, filters: Filters): { text: string; swatch?: string } | null {
  switch (kind) {
    case 'channel':
      return filters.channel && { text: t(`channel.${filters.channel}`) };
    case 'states':
      if (filters.states.length === 0) return null;
      return { text: either(filters.states.map((state) => t(`state.${state}`))) };
    case 'dates':
      return filters.dates && { text: datesText(filters.dates) };
    case 'agent':
    case 'queue':
    case 'inbox':
    case 'tag':
    case 'label':
      return thingText(kind, filters[kind]);
  }
}

function thingText(thing: Thing, id: number | null) {
  if (id === null) return null;
  const found: Found | undefined = SHELVES[thing].get(id);
  return found ? { text: found.name, ...swatchOf(found) } : { text: t('filter.gone') };
}

/** Noon is on the same day wherever one is. */
const dayText = (day: string) => shortDate(`${day}T12:00:00`, clock.now);

function datesText(dates: Dates): string {
  if ('last' in dates) return t(`filter.last.${dates.last}`);
  const { from, to } = dates;
  if (from && from === to) return dayText(from);
  if (from && to) return t('filter.between', { from: dayText(from), to: dayText(to) });
  return from ? t('filter.since', { from: dayText(from) }) : t('filter.until', { to: dayText(to ?? '') });
}
