import type { Attribute, Condition, ConditionKind } from '../api/pending';
import type { Inbox } from '../api/types';
import { formatLocale, t } from '../lib/i18n.svelte';

/** Those that customers are likely to write in; a rule may name any other by its code. */
const LANGUAGES =
  'ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv th tr uk ur vi zh'.split(
    ' ',
  );
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
      return LANGUAGES.map((value) => ({ value, text: languageName(value) })).sort((one, other) =>
        one.text.localeCompare(other.text),
      );
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
