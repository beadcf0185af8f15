import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import { preferences } from '../lib/preferences.svelte';
import { session } from '../lib/session.svelte';
import { me } from '../test/samples';
import Settings from './Settings.svelte';

afterEach(async () => {
  cleanup();
  preferences.set('language', 'en');
  await preferences.speak();
  localStorage.clear();
});

it('the language is chosen by its own name, changes the screen at once, and is kept', async () => {
  session.me = me();
  render(Settings, { onclose: () => {} });
  const languages = screen.getByLabelText<HTMLSelectElement>('Language');
  const names = [...languages.options].map(({ text }) => text);
  expect(names.slice(1)).toEqual(['English', 'Deutsch', 'Español', 'Português', 'العربية']);
  languages.selectedIndex = names.indexOf('Deutsch');
  await fireEvent.change(languages);
  expect(await screen.findByRole('heading', { name: 'Einstellungen' })).toBeTruthy();
  expect(JSON.parse(localStorage.getItem('deskbell.preferences')!)).toMatchObject({ language: 'de' });
});

it('each agent chooses what sounds, and how', async () => {
  session.me = me();
  render(Settings, { onclose: () => {} });
  const what = screen.getByLabelText<HTMLSelectElement>('Sound');
  expect(screen.getByLabelText('Volume')).toBeTruthy();
  what.selectedIndex = 2;
  await fireEvent.change(what);
  expect(preferences.get('soundFor')).toBe('off');
  expect(screen.queryByLabelText('Volume')).toBeNull();
});
