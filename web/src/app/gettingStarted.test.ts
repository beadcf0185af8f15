import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { preferences } from '../lib/preferences.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import GettingStarted from './GettingStarted.svelte';
import { isAllDone } from './gettingStarted';

const shelves = [catalogue.inboxes, catalogue.agents, catalogue.queues, catalogue.cannedMessages];

beforeEach(() => {
  for (const shelf of shelves) for (const { id } of shelf.all) shelf.remove(id);
  preferences.set('isSetUp', false);
});
afterEach(cleanup);

it('leads a new admin through what is missing, and is done when nothing is', async () => {
  catalogue.agents.put({ id: 1 } as never);
  catalogue.queues.put({ id: 1, hours_id: null } as never);
  catalogue.inboxes.put({ id: 1 } as never);
  render(GettingStarted);
  expect(screen.getByRole('progressbar', { name: '1 of 4 done' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Invite the others' }).getAttribute('href')).toBe(
    '/admin/agents/new',
  );
  expect(isAllDone(catalogue)).toBe(false);
  catalogue.agents.put({ id: 2 } as never);
  catalogue.queues.put({ id: 1, hours_id: 3 } as never);
  catalogue.cannedMessages.put({ id: 1 } as never);
  expect(await screen.findByRole('progressbar', { name: '4 of 4 done' })).toBeTruthy();
  expect(isAllDone(catalogue)).toBe(true);
});

it('is not shown again to who does not want it', async () => {
  render(GettingStarted);
  await fireEvent.click(screen.getByRole('button', { name: 'Do not show this again' }));
  expect(preferences.get('isSetUp')).toBe(true);
});
