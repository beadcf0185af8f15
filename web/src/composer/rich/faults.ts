import type { Channel } from '../../api/types';
import type { Gap } from '../../lib/canned';
import { characters } from '../../lib/words';
import { textMax, type Button, type Card, type RichDraft } from './draft';
import { LIMITS } from './limits';

export type FaultKind =
  'missing' | 'tooLong' | 'same' | 'url' | 'phone' | 'none' | 'tooMany' | 'section' | 'bare' | 'gap';

/** What is wrong, and where: `buttons.1.title`, `text`, `cards.0`. */
export interface Fault {
  at: string;
  kind: FaultKind;
  /** How many too many, or the most there may be. */
  n: number;
}

/** Everything that keeps a message from being sent; the first is the one to mend first. `missing` is of the text. */
export function faultsOf(
  draft: RichDraft,
  text: string,
  channel: Channel,
  missing: readonly Gap[] = [],
): Fault[] {
  const max = textMax(draft, channel);
  const open = missing.length > 0 ? [{ at: 'text', kind: 'gap' as const, n: missing.length }] : [];
  const faults = max === null ? [] : [...open, ...needed('text', text, max)];
  const limits = LIMITS[channel === 'whatsapp' ? 'whatsapp' : 'messenger'];
  const around = channel === 'whatsapp' ? surroundings(draft) : [];
  switch (draft.kind) {
    case 'buttons': {
      const { title, buttons } = limits.buttons;
      return [...faults, ...around, ...buttonFaults('buttons', draft.buttons, title, 1, buttons)];
    }
    case 'list':
      return [...faults, ...around, ...listFaults(draft)];
    case 'quick_replies': {
      const { replies, title } = LIMITS.messenger.quick_replies;
      return [
        ...faults,
        ...counted('replies', draft.replies.length, 1, replies),
        ...titles('replies', draft.replies, title),
      ];
    }
    case 'cards':
      return [
        ...counted('cards', draft.cards.length, 1, LIMITS.messenger.cards.cards),
        ...draft.cards.flatMap((card, index) => cardFaults(`cards.${index}`, card)),
      ];
  }
}

const surroundings = ({ header, footer }: RichDraft) => [
  ...optional('header', header, LIMITS.whatsapp.buttons.header),
  ...optional('footer', footer, LIMITS.whatsapp.buttons.footer),
];

function listFaults({ opener, sections }: RichDraft): Fault[] {
  const limits = LIMITS.whatsapp.list;
  const rows = sections.reduce((sum, section) => sum + section.rows.length, 0);
  const faults = sections.flatMap((section, index) => {
    const at = `sections.${index}`;
    const needsTitle = sections.length > 1 && section.title.trim() === '';
    return [
      ...(needsTitle ? [{ at: `${at}.title`, kind: 'section' as const, n: 0 }] : []),
      ...optional(`${at}.title`, section.title, limits.section),
      ...counted(at, section.rows.length, 1, limits.rows),
      ...section.rows.flatMap((row, place) => [
        ...needed(`${at}.rows.${place}.title`, row.title, limits.title),
        ...optional(`${at}.rows.${place}.description`, row.description, limits.description),
      ]),
    ];
  });
  return [
    ...needed('opener', opener, limits.button),
    ...counted('sections', sections.length, 1, limits.sections),
    ...(rows > limits.rows ? [{ at: 'sections', kind: 'tooMany' as const, n: limits.rows }] : []),
    ...faults,
  ];
}

function cardFaults(at: string, card: Card): Fault[] {
  const limits = LIMITS.messenger.cards;
  const isBare =
    !card.subtitle.trim() && !card.image_url.trim() && !card.url.trim() && card.buttons.length === 0;
  return [
    ...needed(`${at}.title`, card.title, limits.title),
    ...optional(`${at}.subtitle`, card.subtitle, limits.subtitle),
    ...address(`${at}.image_url`, card.image_url),
    ...address(`${at}.url`, card.url),
    ...buttonFaults(`${at}.buttons`, card.buttons, limits.buttonTitle, 0, limits.buttons),
    // A title alone is no card.
    ...(isBare ? [{ at: `${at}.subtitle`, kind: 'bare' as const, n: 0 }] : []),
  ];
}

function buttonFaults(at: string, buttons: Button[], titleMax: number, min: number, max: number): Fault[] {
  return [
    ...counted(at, buttons.length, min, max),
    ...titles(at, buttons, titleMax),
    ...buttons.flatMap((button, index) => {
      if (button.type === 'url')
        return button.url.trim() ? address(`${at}.${index}.url`, button.url) : missing(`${at}.${index}.url`);
      if (button.type === 'phone' && !PHONE.test(button.phone.replace(/[\s().-]/g, '')))
        return [{ at: `${at}.${index}.phone`, kind: 'phone' as const, n: 0 }];
      return [];
    }),
  ];
}

const PHONE = /^\+\d{7,15}$/;

/** There, short enough, and each of them different: the customer could not tell two of one name apart. */
function titles(at: string, items: readonly { title: string }[], max: number): Fault[] {
  const known = new Set<string>();
  return items.flatMap(({ title }, index) => {
    const place = `${at}.${index}.title`;
    const name = title.trim();
    const isSame = name !== '' && known.has(name);
    known.add(name);
    return [...needed(place, title, max), ...(isSame ? [{ at: place, kind: 'same' as const, n: 0 }] : [])];
  });
}

function counted(at: string, number: number, min: number, max: number): Fault[] {
  if (number < min) return [{ at, kind: 'none', n: min }];
  return number > max ? [{ at, kind: 'tooMany', n: max }] : [];
}

const missing = (at: string): Fault[] => [{ at, kind: 'missing', n: 0 }];

const needed = (at: string, text: string, max: number): Fault[] =>
  text.trim() === '' ? missing(at) : optional(at, text, max);

function optional(at: string, text: string, max: number): Fault[] {
  const over = characters(text.trim()) - max;
  return over > 0 ? [{ at, kind: 'tooLong', n: over }] : [];
}

function address(at: string, text: string): Fault[] {
  const url = text.trim();
  if (url === '') return [];
  if (url.length > LIMITS.url) return [{ at, kind: 'tooLong', n: url.length - LIMITS.url }];
  return isWebAddress(url) ? [] : [{ at, kind: 'url', n: 0 }];
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname.includes('.')
  );
}
