import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepDraft, openDrafts, readDraft } from '../lib/drafts.svelte';
import { outbox } from '../lib/outbox.svelte';
import { session } from '../lib/session.svelte';
import { contacts } from '../lib/store/contacts.svelte';
import { confirmation } from '../ui/confirm.svelte';
import { contact, conversation, me } from '../test/samples';
import Details from './Details.svelte';

const removeContactNote = vi.hoisted(() => vi.fn(async () => undefined));
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  listDrafts: async () => ({ items: [] }),
  putDraft: async () => ({}),
  readHistory: async () => ({ items: [], next_cursor: null }),
  removeContactNote,
}));

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Add an internal note' });

describe('the details', () => {
  beforeEach(() => {
    localStorage.clear();
    session.me = me();
    openDrafts(1);
    for (const id of [1, 2]) contacts.put(contact(id));
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it('keep an internal note that was begun, and share it with the composer', async () => {
    const view = render(Details, { conversation: conversation(1), onclose: () => {} });
    await fireEvent.input(field(), { target: { value: 'A regular' } });
    expect(readDraft(1, 'note')).toBe('A regular');
    await view.rerender({ conversation: conversation(2) });
    expect(field().value).toBe('');
    await view.rerender({ conversation: conversation(1) });
    expect(field().value).toBe('A regular');
    keepDraft(1, 'note', 'A regular, since 2019');
    await tick();
    expect(field().value).toBe('A regular, since 2019');
  });

  it('add the internal note once, and forget it', async () => {
    const sent = vi.spyOn(outbox, 'add').mockImplementation(() => undefined);
    render(Details, { conversation: conversation(1), onclose: () => {} });
    await fireEvent.input(field(), { target: { value: 'A regular' } });
    await fireEvent.keyDown(field(), { key: 'Enter' });
    await tick();
    expect(sent).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ kind: 'note', text: 'A regular' }),
    );
    expect(field().value).toBe('');
    expect(readDraft(1, 'note')).toBe('');
  });

  it('offer merging to every agent', () => {
    render(Details, { conversation: conversation(1), onclose: () => {} });
    expect(screen.getByRole('link', { name: 'Merge with another contact' }).getAttribute('href')).toBe(
      '/contacts/1?merge',
    );
  });

  it('ask before a note about the contact is gone', async () => {
    const note = { id: 4, text: 'Speaks Welsh', by: 1, by_name: 'Ana Lima', at: conversation(1).created_at };
    contacts.put(contact(1, { notes: [note] }));
    render(Details, { conversation: conversation(1), onclose: () => {} });
    const remove = screen.getByRole('button', { name: 'Remove Speaks Welsh' });
    await fireEvent.click(remove);
    confirmation.answer(false);
    await tick();
    expect(removeContactNote).not.toHaveBeenCalled();
    await fireEvent.click(remove);
    expect(confirmation.question?.text).toBe('Speaks Welsh');
    confirmation.answer(true);
    await vi.waitFor(() => expect(removeContactNote).toHaveBeenCalledExactlyOnceWith(1, 4));
    await vi.waitFor(() => expect(screen.queryByText('Speaks Welsh')).toBeNull());
  });
});
