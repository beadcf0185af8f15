import type { Tone } from './sound';
import type { Sort, ViewName } from './store/views';
import { isLanguage, languageOfBrowser, useLanguage, type Language } from './i18n.svelte';

const STORED_AT = 'deskbell.preferences';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';
export type Undoes = 'nothing' | 'mails' | 'everything';
/** What sounds: all that is told, what is for this agent, or nothing. */
export type SoundFor = 'all' | 'mine' | 'off';

const defaults = {
  theme: 'system' as Theme,
  density: 'comfortable' as Density,
  /** Empty: that of the browser. */
  language: '' as Language | '',
  soundFor: 'all' as SoundFor,
  tone: 'soft' as Tone,
  volume: 3,
  /** Sounds again and again while something is unread and nobody looks. */
  repeats: false,
  desktop: false,
  letters: true,
  enterSends: true,
  /** What can be taken back for a moment after it was sent. */
  undoes: 'mails' as Undoes,
  showsDetails: true,
  view: 'mine' as string,
  /** The order of each view that is not as usual. */
  sorts: {} as Partial<Record<ViewName, Sort>>,
  /** What a new workspace needs is done, or not wanted. */
  isSetUp: false,
  /** Sections of the details that are folded. */
  folded: [] as string[],
};

type Settings = typeof defaults;

/** How this agent likes the screen of this browser. */
class Preferences {
  #settings: Settings = $state(read());

  get<Name extends keyof Settings>(name: Name): Settings[Name] {
    return this.#settings[name];
  }

  set<Name extends keyof Settings>(name: Name, value: Settings[Name]) {
    this.#settings[name] = value;
    try {
      localStorage.setItem(STORED_AT, JSON.stringify(this.#settings));
    } catch {
      // Without storage they last as long as the page.
    }
    this.show();
  }

  /** Fetches the texts; those of the last language stay if there is no way to them. */
  async speak() {
    const { language } = this.#settings;
    await useLanguage(isLanguage(language) ? language : languageOfBrowser());
  }

  /** Lets the style sheets know. */
  show() {
    const { theme, density } = this.#settings;
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
    dataset.density = density;
  }
}

function read(): Settings {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(STORED_AT) ?? '{}') as Partial<Settings>) };
  } catch {
    return { ...defaults };
  }
}

export const preferences = new Preferences();
