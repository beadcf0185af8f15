import type { Attribute, Condition, ConditionKind } from '../api/admin';
import type { Inbox } from '../api/types';
import { formatLocale, t } from '../lib/i18n.svelte';

/** Those that the server can tell apart, by their ISO 639-1 codes. */
const LANGUAGES =
  'af am ar az be bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu hy id it ja ka km kn ' +
  'ko lt lv mk ml mr my nb ne nl pa pl pt ro ru si sk sl sr sv ta te th tk tl tr uk ur uz vi zh';
const CHANNELS = ['whatsapp', 'email', 'messenger'] as const;

interface Choice {
  value: string;
  text: string;
}

export function languageName(code: string): string {
  return new Intl.DisplayNames([formatLocale()], { type: 'language' }).of(code) ?? code;
}

/** What may be chosen for such a condition; null if anything may be typed. */
export function choicesFor(condition: Condition, inboxes: Inbox[], attributes: Attribute[]): Choice[] | null {
  switch (condition.kind) {
    case 'inbox':
      return inboxes.map(({ id, name }) => ({ value: String(id), text: name }));
    case 'channel':
      return CHANNELS.map((value) => ({ value, text: t(`channel.${value}`) }));
    case 'language':
      return LANGUAGES.split(' ')
        .map((value) => ({ value, text: languageName(value) }))
        .sort((one, other) => one.text.localeCompare(other.text));
    case 'attribute': {
      const attribute = attributes.find(({ key }) => key === condition.key);
      if (attribute?.kind === 'list') return attribute.options.map((value) => ({ value, text: value }));
      if (attribute?.kind === 'yes_no')
        return ['true', 'false'].map((value) => ({
          value,
          text: t(value === 'true' ? 'yesNo.yes' : 'yesNo.no'),
        }));
      return null;
    }
    case 'address':
    case 'subject':
    case 'first_words':
      return null;
  }
}

/** A condition as a sentence: “Language is German or Dutch”. */
export function conditionText(condition: Condition, inboxes: Inbox[], attributes: Attribute[]): string {
  const choices = choicesFor(condition, inboxes, attributes);
  const texts = condition.values.map(
    (value) => choices?.find((one) => one.value === value)?.text ?? `“${value}”`,
  );
  const list = new Intl.ListFormat(formatLocale(), { type: 'disjunction' }).format(texts);
  const name = attributes.find(({ key }) => key === condition.key)?.name ?? condition.key ?? '';
  return t(`routing.is.${condition.kind}`, { values: list, name });
}

export const emptyCondition = (kind: ConditionKind, attributes: Attribute[]): Condition => ({
  kind,
  values: [],
  key: kind === 'attribute' ? (attributes[0]?.key ?? null) : null,
});

/** The list with one item put elsewhere. */
export function moved<One>(items: readonly One[], from: number, to: number): One[] {
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}
