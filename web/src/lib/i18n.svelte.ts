import { en } from '../locales/en';

export type TextKey = keyof typeof en;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Catalogue = Partial<Record<TextKey, string | Plural>>;
type Values = Record<string, string | number | null | undefined>;

/** The languages beside English; each is fetched when it is chosen. */
const loaders: Record<string, () => Promise<Catalogue>> = {};

let chosen: { name: string; catalogue: Catalogue } = $state.raw({ name: 'en', catalogue: en });

export const languages = () => ['en', ...Object.keys(loaders)];
export const language = () => chosen.name;

/** What dates and numbers follow: the browser's own form of the language, so that a Briton gets British dates. */
export function formatLocale(): string {
  return navigator.languages.find((name) => name.split('-')[0] === chosen.name) ?? chosen.name;
}

export async function useLanguage(name: string) {
  const catalogue = name === 'en' ? en : ((await loaders[name]?.()) ?? en);
  chosen = { name, catalogue };
  document.documentElement.lang = name;
  document.documentElement.dir = ['ar', 'he', 'fa', 'ur'].includes(name) ? 'rtl' : 'ltr';
}

/** The text of a key in the agent's language; `n` chooses the plural form. */
export function t(key: TextKey, values: Values = {}): string {
  const text = chosen.catalogue[key] ?? en[key];
  const form = typeof text === 'string' ? text : pluralForm(text, Number(values.n ?? 0));
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined || value === null ? whole : String(value);
  });
}

const rules = new Map<string, Intl.PluralRules>();

function pluralForm(forms: Plural, count: number): string {
  const name = formatLocale();
  const rule = rules.get(name) ?? new Intl.PluralRules(name);
  rules.set(name, rule);
  return forms[rule.select(count)] ?? forms.other;
}
