import type { Template } from '../api/sending';
import { formatLocale, isText, t } from '../lib/i18n.svelte';
import { folded } from '../lib/words';

/** `pt_BR` by the name that the agent knows it by. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(formatLocale(), { type: 'language' }).of(code.replaceAll('_', '-')) ?? code;
  } catch {
    return code;
  }
}

const wordFor = (prefix: string, word: string): string => {
  const key = `${prefix}.${word.toLowerCase()}`;
  return isText(key) ? t(key) : word;
};

export const categoryName = (category: string) => wordFor('template.category', category);

/** Why a template cannot be sent now; null if it can. */
export function standsInTheWay(template: Template): string | null {
  if (template.sendable) return null;
  const status = template.status.toLowerCase();
  const said = status === 'approved' ? t('template.unsendable') : wordFor('template.status', status);
  return template.reason && template.reason !== 'NONE'
    ? t('template.because', { status: said, reason: template.reason })
    : said;
}

interface Wanted {
  typed: string;
  /** Empty: any. */
  language: string;
  category: string;
}

/**
 * Those that have every word that was typed, in the name, the language or the text. By language, so that they can
 * stand in groups; what cannot be sent comes last.
 */
export function matching(templates: readonly Template[], { typed, language, category }: Wanted): Template[] {
  const words = folded(typed.trim())
    .split(/[\s_]+/)
    .filter(Boolean);
  return templates
    .filter((one) => (!language || one.language === language) && (!category || one.category === category))
    .filter((one) => {
      const text = searchable(one);
      return words.every((word) => text.includes(word));
    })
    .sort(
      (one, other) =>
        Number(other.sendable) - Number(one.sendable) ||
        languageName(one.language).localeCompare(languageName(other.language)) ||
        one.name.localeCompare(other.name),
    );
}

const searchable = ({ name, language, category, components }: Template) =>
  folded(
    [
      name.replaceAll('_', ' '),
      language,
      languageName(language),
      categoryName(category),
      ...components.flatMap((one) => [one.text ?? '', ...one.buttons.map((button) => button.text)]),
    ].join(' '),
  );

export const choices = (templates: readonly Template[], fact: 'language' | 'category'): string[] => [
  ...new Set(templates.map((one) => one[fact])),
];
