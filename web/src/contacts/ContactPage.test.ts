import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dialogs } from '../lib/dialogs.svelte';
import { contacts } from '../lib/store/contacts.svelte';
import { contact, START } from '../test/samples';
import ContactPage from './ContactPage.svelte';

const readContact = vi.hoisted(() => vi.fn());
vi.mock('../api/contacts', async (actual) => ({
  ...(await actual<object>()),
  readContact,
  readHistory: async () => ({ items: [], next_cursor: null }),
}));

const MIRA = contact(7, { name: 'Mira Novak' });

async function page() {
  render(ContactPage, { id: 7, attributes: [], onchanged: () => {}, onmerged: () => {} });
  await screen.findByRole('heading', { name: 'Mira Novak' });
}

describe('the page of a contact', () => {
  beforeEach(() => {
    readContact.mockReset();
    readContact.mockResolvedValue(MIRA);
    dialogs.close();
  });
  afterEach(cleanup);

  it('follows what others change', async () => {
    await page();
    contacts.apply({ ...MIRA, name: 'Mira Horvat' });
    await tick();
    expect(screen.getByRole('heading', { name: 'Mira Horvat' })).toBeTruthy();
    expect(readContact).toHaveBeenCalledOnce();
  });

  it('is read again after a gap in the connection, and shows what it knew until then', async () => {
    await page();
    readContact.mockResolvedValue({ ...MIRA, name: 'Mira Horvat' });
    contacts.doubt();
    await tick();
    expect(screen.getByRole('heading', { name: 'Mira Novak' })).toBeTruthy();
    await screen.findByRole('heading', { name: 'Mira Horvat' });
    expect(readContact).toHaveBeenCalledTimes(2);
  });

  it('warns once of an address that is known in two ways', async () => {
    const undeliverable = { at: START, reason: 'This address does not exist.' };
    const identity = { kind: 'email', value: 'mira@example.com', marketing_stopped_at: null, undeliverable };
    const identities = [null, 4].map((inbox_id) => ({ ...identity, inbox_id }));
    readContact.mockResolvedValue({ ...MIRA, identities });
    await page();
    expect(screen.getAllByText('mira@example.com')).toHaveLength(2);
    expect(screen.getAllByText('This address does not exist.')).toHaveLength(1);
  });

  it('leads to a message to this contact', async () => {
    await page();
    await fireEvent.click(screen.getByRole('button', { name: 'Write to' }));
    expect(dialogs.open).toMatchObject({ name: 'start', contact: { id: 7 } });
  });

  it('offers no message to whoever was merged into another', async () => {
    readContact.mockResolvedValue({ ...MIRA, merged_into: 8 });
    await page();
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Write to' })).toBeNull());
  });
});
