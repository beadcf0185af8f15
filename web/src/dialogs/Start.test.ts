import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Inbox } from '../api/types';
import { catalogue } from '../lib/store/catalogue.svelte';
import { contact, conversation } from '../test/samples';
import Start from './Start.svelte';

const startConversation = vi.hoisted(() => vi.fn());
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  findContacts: async () => ({ items: [], next_cursor: null }),
  startConversation,
}));
vi.mock('../api/requests', async (actual) => ({
  ...(await actual<object>()),
  listConversations: async () => ({ items: [] }),
}));

const inbox = (id: number, facts: Partial<Inbox> = {}) =>
  ({ id, name: `Inbox ${id}`, channel: 'whatsapp', status: 'ok', ...facts }) as Inbox;
const MIRA = contact(7, {
  name: 'Mira Novak',
  identities: [{ inbox_id: 2, kind: 'whatsapp_id', value: '351912345678' }],
});

describe('a conversation begun from a contact', () => {
  beforeEach(() => {
    startConversation.mockReset();
    startConversation.mockResolvedValue(conversation(9));
    for (const id of [1, 2]) catalogue.inboxes.put(inbox(id));
  });
  afterEach(cleanup);

  it('goes to that contact, in an inbox that knows them', async () => {
    render(Start, { contact: MIRA, onclose: () => {} });
    expect(screen.getByText('Mira Novak')).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Message'), { target: { value: 'Hello' } });
    await fireEvent.submit(screen.getByLabelText('Message').closest('form')!);
    expect(startConversation).toHaveBeenCalledExactlyOnceWith({ inbox_id: 2, contact_id: 7, text: 'Hello' });
  });
});
