import type { Availability } from '../api/types';
import { mayOpen } from '../lib/adminRoles';
import { commands } from '../lib/commands.svelte';
import { dialogs } from '../lib/dialogs.svelte';
import { isText, LANGUAGES, t, type Language, type TextKey } from '../lib/i18n.svelte';
import { install } from '../lib/install.svelte';
import { KEYS, type Command } from '../lib/keys';
import { preferences, type Theme } from '../lib/preferences.svelte';
import { router } from '../lib/router.svelte';
import { ADMIN_PAGES } from '../lib/routes';
import { session } from '../lib/session.svelte';
import { toasts } from '../lib/toasts.svelte';

export type Group = 'lately' | 'commands' | 'places' | 'you' | 'found';

/** Something that can be done from the palette. */
export interface Act {
  key: string;
  group: Group;
  text: string;
  /** Said behind it. */
  more?: string;
  command?: Command;
  run: () => void;
}

const AVAILABILITIES: Availability[] = ['online', 'busy', 'away', 'offline'];
const THEMES: Theme[] = ['system', 'light', 'dark'];

const ofTheKeys = (): Act[] =>
  (Object.keys(KEYS) as Command[])
    .filter((command) => command !== 'palette' && commands.has(command))
    .map((command) => ({
      key: command,
      group: 'commands',
      text: t(`command.${command}`),
      command,
      // By then the palette is closed, and what it closed over may offer something else.
      run: () => commands.get(command)?.(),
    }));

function places(): Act[] {
  const pages = ADMIN_PAGES.filter((page) => mayOpen(page) && isText(`admin.${page}`));
  const go = (path: string, text: string): Act => ({
    key: path,
    group: 'places',
    text,
    run: () => router.go(path),
  });
  return [
    go('/contacts', t('rail.contacts')),
    ...pages.map((page) => go(`/admin/${page}`, t('palette.admin', { page: t(`admin.${page}` as TextKey) }))),
  ];
}

async function beAvailable(availability: Availability) {
  try {
    await session.setAvailability(availability);
  } catch (error) {
    toasts.problem(error);
  }
}

function speak(language: Language) {
  preferences.set('language', language);
  void preferences.speak();
}

function ofOneself(): Act[] {
  const act = (key: string, text: string, run: () => void): Act => ({ key, group: 'you', text, run });
  return [
    ...AVAILABILITIES.filter((one) => one !== session.me?.availability).map((one) =>
      act(
        `be ${one}`,
        t('palette.status', { availability: t(`availability.${one}`) }),
        () => void beAvailable(one),
      ),
    ),
    act('settings', t('settings.title'), () => dialogs.show({ name: 'settings' })),
    ...THEMES.filter((one) => one !== preferences.get('theme')).map((one) =>
      act(`theme ${one}`, t('palette.theme', { theme: t(`settings.theme.${one}`) }), () =>
        preferences.set('theme', one),
      ),
    ),
    ...(Object.keys(LANGUAGES) as Language[])
      .filter((one) => one !== document.documentElement.lang)
      .map((one) =>
        act(`language ${one}`, t('palette.language', { name: LANGUAGES[one] }), () => speak(one)),
      ),
    ...(install.isOffered ? [act('install', t('install.title'), () => void install.ask())] : []),
    act('sign out', t('settings.signOut'), () => void session.signOut()),
  ];
}

/** All that can be done now, in the order in which it is offered. */
export const everyAct = (): Act[] => [...ofTheKeys(), ...places(), ...ofOneself()];
