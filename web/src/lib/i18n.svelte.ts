import { en } from '../locales/en';

export type TextKey = keyof typeof en;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Catalogue = Partial<Record<TextKey, string | Plural>>;
type Values = Record<string, string | number | null | undefined>;

/** What each language calls itself. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  pt: 'Português',
  ar: 'العربية',
} as const;
export type Language = keyof typeof LANGUAGES;
const FROM_THE_RIGHT: readonly string[] = ['ar'];

/** The languages beside English; each is fetched when it is chosen. */
const loaders: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  de: async () => (await import('../locales/de')).de,
  es: async () => (await import('../locales/es')).es,
  pt: async () => (await import('../locales/pt')).pt,
  ar: async () => (await import('../locales/ar')).ar,
};

let chosen: { name: Language; catalogue: Catalogue } = $state.raw({ name: 'en', catalogue: en });

export const isLanguage = (name: string | undefined): name is Language =>
  name !== undefined && name in LANGUAGES;

/** The first of the browser's languages that there is a catalogue of. */
export const languageOfBrowser = (): Language =>
  navigator.languages.map((name) => name.split('-')[0]).find(isLanguage) ?? 'en';

/** What dates and numbers follow: the browser's own form of the language, so that a Briton gets British dates. */
export function formatLocale(): string {
  return navigator.languages.find((name) => name.split('-')[0] === chosen.name) ?? chosen.name;
}

/** Without a catalogue, as when the connection is gone, the texts stay as they are. */
export async function useLanguage(name: Language) {
  let catalogue: Catalogue = en;
  try {
    if (name !== 'en') catalogue = await loaders[name]();
  } catch {
    return;
  }
  chosen = { name, catalogue };
  document.documentElement.lang = name;
  document.documentElement.dir = isFromTheRight() ? 'rtl' : 'ltr';
}

/** Names of things, which are no amounts: they are written as they are. */
const NAMES: readonly string[] = ['id', 'previous', 'code', 'line'];

/** The text of a key in the agent's language; `n` chooses the plural form. */
export function t(key: TextKey, values: Values = {}): string {
  const text = chosen.catalogue[key] ?? en[key];
  const form = typeof text === 'string' ? text : pluralForm(text, Number(values.n ?? 0));
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined || value === null) return whole;
    if (typeof value === 'number' && !NAMES.includes(name)) return amount(value);
    return isFromTheRight() ? isolated(String(value)) : String(value);
  });
}

const isFromTheRight = () => FROM_THE_RIGHT.includes(chosen.name);
/** A name in another script keeps its order, and that of the words around it. */
const isolated = (text: string) => `\u2068${text}\u2069`;

const amounts = new Map<string, Intl.NumberFormat>();

function amount(value: number): string {
  const name = formatLocale();
  const format = amounts.get(name) ?? new Intl.NumberFormat(name);
  amounts.set(name, format);
  return format.format(value);
}

const rules = new Map<string, Intl.PluralRules>();

function pluralForm(forms: Plural, count: number): string {
  const name = formatLocale();
  const rule = rules.get(name) ?? new Intl.PluralRules(name);
  rules.set(name, rule);
  return forms[rule.select(count)] ?? forms.other;
}
