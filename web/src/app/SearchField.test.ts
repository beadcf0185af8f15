import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recent } from '../lib/recent.svelte';
import { router } from '../lib/router.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { me } from '../test/samples';
import SearchField from './SearchField.svelte';

const query = () => (router.route.screen === 'desk' ? router.route.query : null);
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search conversations' });
const options = () =>
  screen.queryAllByRole('option').map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());

let shown: ReturnType<typeof render>;

/** What the agent types, with the caret behind it. */
async function types(text: string) {
  field().focus();
  field().value = text;
  await fireEvent.input(field());
  await shown.rerender({ query: query(), leavePath: '/mine' });
  field().setSelectionRange(text.length, text.length);
  await fireEvent(field(), new Event('selectionchange'));
}

async function presses(key: string) {
  await fireEvent.keyDown(field(), { key });
  await shown.rerender({ query: query(), leavePath: '/mine' });
  await tick();
}

beforeEach(() => {
  localStorage.clear();
  session.me = me();
  router.go('/mine');
  catalogue.tags.put({ id: 1, name: 'refund' } as never);
  catalogue.tags.put({ id: 2, name: 'late refund' } as never);
  catalogue.tags.put({ id: 3, name: 'other' } as never);
  Element.prototype.scrollIntoView = vi.fn();
  shown = render(SearchField, { query: null, leavePath: '/mine' });
});
afterEach(cleanup);

it('a term is completed from what there is, by the keys alone', async () => {
  await types('hello tag:ref');
  expect(field().getAttribute('aria-expanded')).toBe('true');
  expect(options()).toEqual(['tag:refund', 'tag:late refund']);
  await presses('ArrowDown');
  expect(document.getElementById(field().getAttribute('aria-activedescendant')!)!.textContent).toContain(
    'late',
  );
  await presses('Enter');
  expect(query()).toBe('hello tag:"late refund" ');
  expect(options()).toEqual([]);
  expect(document.activeElement).toBe(field());
});

it('Escape closes the suggestions first, and then the search', async () => {
  await types('is:');
  expect(options()).toContain('is:open Open');
  await presses('Escape');
  expect([options(), query()]).toEqual([[], 'is:']);
  await presses('Escape');
  expect(query()).toBeNull();
});

it('what needs no help gets none', async () => {
  await types('refund');
  expect(options()).toEqual([]);
  await types('tag:other');
  expect(options()).toEqual([]);
});

it('the empty field offers what was searched for lately, and what can be typed', async () => {
  recent.keep('moka pot');
  field().focus();
  await tick();
  expect(screen.getByRole('link', { name: 'moka pot' }).getAttribute('href')).toBe('/search?q=moka%20pot');
  await fireEvent.keyDown(field(), { key: 'ArrowDown' });
  expect(document.activeElement?.textContent).toContain('Forget');
  await fireEvent.click(screen.getByRole('button', { name: 'Forget' }));
  expect(screen.queryByRole('link', { name: 'moka pot' })).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: /^tag:/ }));
  expect(query()).toBe('tag:');
});
