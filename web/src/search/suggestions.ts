import { formatLocale, t } from '../lib/i18n.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import type { Term } from '../lib/terms';
import { folded } from '../lib/words';

/** How many are offered at once. */
const SHOWN_MAX = 8;
const DAY_MS = 86_400_000;
const CHANNELS = ['whatsapp', 'email', 'messenger'] as const;
const STATES = ['queued', 'active', 'pending', 'resolved', 'abandoned'] as const;
const GROUPS_OF_STATES = ['open', 'closed', 'snoozed'] as const;
const KINDS = ['messages', 'notes', 'contacts'] as const;
/** So many days ago. */
const DAYS = [0, 1, 7, 30, 90, 365] as const;

/** What stands behind a term, and what it is called on the screen. */
export interface Suggestion {
  value: string;
  name: string;
}

const named = (items: { name: string }[]): Suggestion[] => items.map(({ name }) => ({ value: name, name }));

function all(term: Term, now: number): Suggestion[] {
  switch (term) {
    case 'tag':
      return named(catalogue.tags.all);
    case 'label':
      return named(catalogue.labels.all);
    case 'queue':
      return named(catalogue.queues.all);
    case 'inbox':
      return named(catalogue.inboxes.all);
    case 'agent':
      return [{ value: 'me', name: session.me?.name ?? '' }, ...named(catalogue.agents.all)];
    case 'channel':
      return CHANNELS.map((value) => ({ value, name: t(`channel.${value}`) }));
    case 'is':
      return [
        ...GROUPS_OF_STATES.map((value) => ({ value, name: t(`find.is.${value}`) })),
        ...STATES.map((value) => ({ value, name: t(`state.${value}`) })),
      ];
    case 'in':
      return KINDS.map((value) => ({ value, name: t(`find.in.${value}`) }));
    case 'after':
    case 'before':
      return DAYS.map((days) => {
        const name = new Intl.RelativeTimeFormat(formatLocale(), { numeric: 'auto' }).format(-days, 'day');
        return { value: isoDay(new Date(now - days * DAY_MS)), name };
      });
  }
}

const isoDay = (at: Date) =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** What can stand behind the term and begins as typed, in its value or any word of its name. */
export function suggestionsFor(term: Term, typed: string, now: number): Suggestion[] {
  const wanted = folded(typed);
  const fits = (text: string) => folded(text).startsWith(wanted) || folded(text).includes(` ${wanted}`);
  const fitting = all(term, now).filter(({ value, name }) => fits(value) || fits(name));
  // What is typed to its end needs no suggestion.
  const isWhole = fitting.length === 1 && folded(fitting[0]!.value) === wanted;
  return isWhole ? [] : fitting.slice(0, SHOWN_MAX);
}
