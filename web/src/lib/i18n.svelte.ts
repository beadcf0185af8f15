import type { AreaTexts } from '../locales/areas';
import { AREAS, type Area } from '../locales/areas';

export type TextKey = { [Name in Area]: keyof AreaTexts[Name] }[Area];
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

/** The texts of the desk by language, and those of the other areas; each file is fetched when it is needed. */
const desks = import.meta.glob<Record<string, Catalogue>>('../locales/??.ts');
const others = import.meta.glob<Catalogue>('../locales/*/areas/*.ts', { import: 'texts' });

const fetched = new Map<string, Catalogue>();
/** What the screen has needed so far: another language brings as much. */
const needed = new Set<Area>(['desk']);

let chosen: { name: Language; catalogue: Catalogue } = $state.raw({ name: 'en', catalogue: {} });
let choices = 0;

export const isLanguage = (name: string | undefined): name is Language =>
  name !== undefined && name in LANGUAGES;

/** The first of the browser's languages that there is a catalogue of. */
export const languageOfBrowser = (): Language =>
  navigator.languages.map((name) => name.split('-')[0]).find(isLanguage) ?? 'en';

/** What dates and numbers follow: the browser's own form of the language, so that a Briton gets British dates. */
export function formatLocale(): string {
  return navigator.languages.find((name) => name.split('-')[0] === chosen.name) ?? chosen.name;
}

/** Without its texts, as when the connection is gone, it fails and the screen stays as it is. */
export async function useLanguage(name: Language) {
  const choice = ++choices;
  // What is asked for meanwhile belongs to it too.
  while (missingOf(name).length > 0) await Promise.all(missingOf(name).map((area) => fetchArea(name, area)));
  if (choice !== choices) return;
  show(name);
  document.documentElement.lang = name;
  document.documentElement.dir = isFromTheRight() ? 'rtl' : 'ltr';
}

/** Fetches what a part of the screen says, before it is shown; in English if there is no way to the agent's language. */
export async function fetchTexts(...areas: readonly Area[]) {
  for (const area of areas) needed.add(area);
  const missing = missingOf(chosen.name).filter((area) => areas.includes(area));
  if (missing.length === 0) return;
  await Promise.all(missing.map((area) => fetchArea(chosen.name, area).catch(() => fetchArea('en', area))));
  show(chosen.name);
}

const missingOf = (name: Language) => [...needed].filter((area) => !fetched.has(`${name}/${area}`));

async function fetchArea(name: Language, area: Area) {
  const texts =
    area === 'desk'
      ? (await desks[`../locales/${name}.ts`]!())[name]!
      : await others[`../locales/${name}/areas/${area}.ts`]!();
  fetched.set(`${name}/${area}`, texts);
}

function show(name: Language) {
  const known = (language: Language) => AREAS.map((area) => fetched.get(`${language}/${area}`));
  const catalogue: Catalogue = Object.assign({}, ...known('en'), ...known(name));
  chosen = { name, catalogue };
}

/** Whether there is such a text among those that are here. */
export const isText = (key: string): key is TextKey => key in chosen.catalogue;

/** Names of things, which are no amounts: they are written as they are. */
const NAMES: readonly string[] = ['id', 'previous', 'code', 'line'];

/** The text of a key in the agent's language; `n` chooses the plural form. */
export function t(key: TextKey, values: Values = {}): string {
  const text = chosen.catalogue[key];
  if (text === undefined) return missed();
  const form = typeof text === 'string' ? text : pluralForm(text, Number(values.n ?? 0));
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined || value === null) return whole;
    if (typeof value === 'number' && !NAMES.includes(name)) return amount(value);
    return isFromTheRight() ? isolated(String(value)) : String(value);
  });
}

/** A text that nobody has fetched shows as soon as it is here, and never as its key. */
function missed(): string {
  queueMicrotask(() => void fetchTexts(...AREAS).catch(() => undefined));
  return '';
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
