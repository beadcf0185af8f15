import type { Extras, SentButton } from '../../api/sending';
import type { Channel } from '../../api/types';
import { LIMITS } from './limits';

export type Kind = 'buttons' | 'list' | 'quick_replies' | 'cards';

export const KINDS: Record<Channel, readonly Kind[]> = {
  whatsapp: ['buttons', 'list'],
  messenger: ['quick_replies', 'buttons', 'cards'],
  email: [],
};

interface Keyed {
  /** Stays with it while its place changes. */
  key: number;
}
export interface Button extends Keyed {
  type: 'reply' | 'url' | 'phone';
  title: string;
  url: string;
  phone: string;
}
export interface Row extends Keyed {
  title: string;
  description: string;
}
export interface Section extends Keyed {
  title: string;
  rows: Row[];
}
export interface Reply extends Keyed {
  title: string;
}
export interface Card extends Keyed {
  title: string;
  subtitle: string;
  image_url: string;
  url: string;
  buttons: Button[];
}

/** Everything that was begun, of each kind, so that looking at another kind loses nothing. */
export interface RichDraft {
  kind: Kind;
  header: string;
  footer: string;
  buttons: Button[];
  /** What opens the list. */
  opener: string;
  sections: Section[];
  replies: Reply[];
  cards: Card[];
}

let nextKey = 1;
export const newButton = (type: Button['type'] = 'reply'): Button => ({
  key: nextKey++,
  type,
  title: '',
  url: '',
  phone: '',
});
export const newRow = (): Row => ({ key: nextKey++, title: '', description: '' });
export const newSection = (): Section => ({ key: nextKey++, title: '', rows: [newRow()] });
export const newReply = (title = ''): Reply => ({ key: nextKey++, title });
export const newCard = (): Card => ({
  key: nextKey++,
  title: '',
  subtitle: '',
  image_url: '',
  url: '',
  buttons: [],
});

export const newDraft = (channel: Channel): RichDraft => ({
  kind: KINDS[channel][0] ?? 'buttons',
  header: '',
  footer: '',
  buttons: [newButton()],
  opener: '',
  sections: [newSection()],
  replies: [newReply()],
  cards: [newCard()],
});

/** Which kind is looked at, what a button is to do, and which one of two equal fields it is, says nothing. */
const SAYS_NOTHING = ['kind', 'type', 'key'];

/** Whether nothing is put in, of any kind: fields that are empty, or were taken away, are no work to keep. */
export const isUntouched = (draft: RichDraft): boolean => isBlank(draft);

const isBlank = (value: unknown): boolean =>
  value instanceof Object
    ? Object.entries(value).every(([name, one]) => SAYS_NOTHING.includes(name) || isBlank(one))
    : value === '';

/** How long the text above may be; null where there is none. */
export function textMax(draft: RichDraft, channel: Channel): number | null {
  if (draft.kind === 'cards') return null;
  if (draft.kind === 'list') return LIMITS.whatsapp.list.text;
  if (draft.kind === 'quick_replies') return LIMITS.messenger.quick_replies.text;
  return (channel === 'whatsapp' ? LIMITS.whatsapp : LIMITS.messenger).buttons.text;
}

const asSent = ({ type, title, url, phone }: Button): SentButton => ({
  type,
  title: title.trim(),
  ...(type === 'reply' ? { payload: title.trim() } : {}),
  ...(type === 'url' ? { url: url.trim() } : {}),
  ...(type === 'phone' ? { phone: phone.replace(/[\s().-]/g, '') } : {}),
});

const unlessEmpty = <Name extends string>(name: Name, text: string) =>
  (text.trim() ? { [name]: text.trim() } : {}) as Partial<Record<Name, string>>;

/** As the server is told. */
export function extrasOf(draft: RichDraft, channel: Channel): Extras {
  const around =
    channel === 'whatsapp'
      ? { ...unlessEmpty('header', draft.header), ...unlessEmpty('footer', draft.footer) }
      : {};
  switch (draft.kind) {
    case 'buttons':
      return { ...around, buttons: draft.buttons.map(asSent) };
    case 'list':
      return { ...around, list: listOf(draft) };
    case 'quick_replies':
      return {
        quick_replies: draft.replies.map(({ title }) => ({
          type: 'text',
          title: title.trim(),
          payload: title.trim(),
        })),
      };
    case 'cards':
      return {
        cards: draft.cards.map(({ title, subtitle, image_url, url, buttons }) => ({
          title: title.trim(),
          ...unlessEmpty('subtitle', subtitle),
          ...unlessEmpty('image_url', image_url),
          ...unlessEmpty('url', url),
          buttons: buttons.map(asSent),
        })),
      };
  }
}

/** Rows of one name may stand in two sections, so that each has a number of its own. */
function listOf({ opener, sections }: RichDraft): NonNullable<Extras['list']> {
  let number = 0;
  return {
    button: opener.trim(),
    sections: sections.map(({ title, rows }) => ({
      ...unlessEmpty('title', title),
      rows: rows.map((row) => ({
        id: String((number += 1)),
        title: row.title.trim(),
        ...unlessEmpty('description', row.description),
      })),
    })),
  };
}

/** What was sent and comes back to be changed. */
export function draftOf(extras: Extras, channel: Channel): RichDraft {
  const draft = newDraft(channel);
  const again = (buttons: SentButton[]) =>
    buttons.map(({ type, title, url, phone }) => ({
      ...newButton(type),
      title,
      url: url ?? '',
      phone: phone ?? '',
    }));
  draft.header = extras.header ?? '';
  draft.footer = extras.footer ?? '';
  if (extras.buttons) Object.assign(draft, { kind: 'buttons', buttons: again(extras.buttons) });
  if (extras.list) {
    const sections = extras.list.sections.map(({ title, rows }) => ({
      ...newSection(),
      title: title ?? '',
      rows: rows.map((row) => ({ ...newRow(), title: row.title, description: row.description ?? '' })),
    }));
    Object.assign(draft, { kind: 'list', opener: extras.list.button, sections });
  }
  if (extras.quick_replies) {
    const replies = extras.quick_replies.map(({ title }) => newReply(title));
    Object.assign(draft, { kind: 'quick_replies', replies });
  }
  if (extras.cards) {
    const cards = extras.cards.map((card) => ({
      ...newCard(),
      title: card.title,
      subtitle: card.subtitle ?? '',
      image_url: card.image_url ?? '',
      url: card.url ?? '',
      buttons: again(card.buttons),
    }));
    Object.assign(draft, { kind: 'cards', cards });
  }
  return draft;
}

/** The same list with one moved by one place; as it was, where there is no place to go. */
export function moved<Item>(items: readonly Item[], from: number, by: -1 | 1): Item[] {
  const to = from + by;
  if (to < 0 || to >= items.length) return [...items];
  const others = items.filter((_, index) => index !== from);
  return [...others.slice(0, to), items[from]!, ...others.slice(to)];
}
