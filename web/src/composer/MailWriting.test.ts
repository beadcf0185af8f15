import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepDraft, openDrafts, readDraft } from '../lib/drafts.svelte';
import { chosenHead } from '../lib/mailHeads.svelte';
import { outbox } from '../lib/outbox.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { contacts } from '../lib/store/contacts.svelte';
import { forgetTimelines, timelineOf } from '../lib/store/timelines.svelte';
import { contact, conversation, entry, inbox, mail, mailAccount, me, START } from '../test/samples';
import { serve } from '../test/server';
import Composer from './Composer.svelte';
import { recipientOf, replySubject } from './mailHead';

const ana = { id: 1, name: 'Ana', phone: null, email: 'ana@example.com', username: null };
const talk = conversation(1, { channel: 'email', subject: 'AW: Re: Order', contact: ana, inbox_id: 4 });
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
const text = () => readDraft(1, 'reply');
const button = (name: string) => screen.getByRole('button', { name });
const press = (key: string, facts: object = {}) => fireEvent.keyDown(field(), { key, ...facts });

function composer(draft = '') {
  keepDraft(1, 'reply', draft);
  render(Composer, { conversation: talk });
  field().setSelectionRange(0, draft.length);
}

vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  listDrafts: async () => ({ items: [] }),
  putDraft: async () => ({}),
}));

beforeEach(() => {
  serve({});
  localStorage.clear();
  openDrafts(1);
  session.me = me();
  catalogue.inboxes.put(
    inbox(4, { channel: 'email', email: mailAccount({ signature: '**Support** of Example' }) }),
  );
});
afterEach(() => {
  cleanup();
  keepDraft(1, 'reply', '');
  catalogue.inboxes.remove(4);
  forgetTimelines();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a mail that is written', () => {
  it('says whom it goes to, and about what', () => {
    composer();
    expect(screen.getByText('To: Ana <ana@example.com> · Re: Order')).toBeTruthy();
  });

  it('has another subject and goes to somebody else who wrote, until it is sent', async () => {
    const ben = { name: 'Ben', address: 'ben@example.com' };
    timelineOf(1).entries = [entry(1, { mail: mail({ from: ben, is_from_other_address: true }) })];
    const added = vi.spyOn(outbox, 'hold').mockImplementation(() => undefined);
    composer('Hello');
    await fireEvent.click(button('Change'));
    await fireEvent.change(screen.getByLabelText('To'), { target: { value: 'ben@example.com' } });
    await fireEvent.input(screen.getByLabelText('Subject'), { target: { value: 'Your order' } });
    expect(screen.getByText('To: Ben <ben@example.com> · Your order')).toBeTruthy();
    await press('Enter', { ctrlKey: true });
    expect(added.mock.calls[0]![0].head).toEqual({ to: 'ben@example.com', subject: 'Your order' });
    expect(chosenHead(1)).toEqual({ to: null, subject: null });
  });

  it('warns of an address that mails come back from', () => {
    const undeliverable = { at: START, reason: 'This address does not exist.' };
    contacts.put(
      contact(1, {
        identities: [
          { inbox_id: 4, kind: 'email', value: 'ana@example.com', marketing_stopped_at: null, undeliverable },
        ],
      }),
    );
    composer();
    expect(screen.getByText(/This address does not exist/)).toBeTruthy();
  });

  it('is marked by buttons and keys', async () => {
    composer('Hello');
    await fireEvent.click(button('Bold'));
    await vi.waitFor(() => expect(text()).toBe('**Hello**'));
    await vi.waitFor(() => expect([field().selectionStart, field().selectionEnd]).toEqual([2, 7]));
    await press('i', { ctrlKey: true });
    await vi.waitFor(() => expect(text()).toBe('***Hello***'));
    expect(
      within(screen.getByRole('toolbar', { name: 'Format the mail' })).getAllByRole('button'),
    ).toHaveLength(6);
  });

  it('takes Ctrl+I for itself', async () => {
    composer('Hello');
    const heard = vi.fn();
    addEventListener('keydown', heard);
    await press('i', { ctrlKey: true });
    removeEventListener('keydown', heard);
    expect(heard).not.toHaveBeenCalled();
  });

  it('goes on with a list at Enter, which never sends it', async () => {
    const sent = vi.spyOn(outbox, 'hold').mockReturnValue(undefined);
    composer('- one');
    field().setSelectionRange(5, 5);
    await press('Enter');
    await vi.waitFor(() => expect(text()).toBe('- one\n- '));
    field().setSelectionRange(0, 0);
    expect(await press('Enter')).toBe(true);
    expect(sent).not.toHaveBeenCalled();
    await press('Enter', { ctrlKey: true });
    // A mail can be taken back for a moment.
    expect(sent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: '- one\n-' }), 5_000);
  });

  it('is looked at as its reader will see it, with the signature', async () => {
    composer('**Hello**\n\n- <b>one</b>');
    await fireEvent.click(button('Preview'));
    const preview = screen.getByRole('region', { name: 'The mail as it will look' });
    expect(within(preview).getByText('Hello').tagName).toBe('STRONG');
    expect(within(preview).getByText('<b>one</b>').closest('li')).toBeTruthy();
    expect(within(preview).getByText('Support').tagName).toBe('STRONG');
    await fireEvent.click(button('Italic'));
    await vi.waitFor(() =>
      expect(screen.queryByRole('region', { name: 'The mail as it will look' })).toBeNull(),
    );
  });

  it('has no marks in a note', async () => {
    composer();
    await fireEvent.click(screen.getByRole('tab', { name: 'Internal note' }));
    expect(screen.queryByRole('toolbar')).toBeNull();
  });
});

describe('an answer', () => {
  it('goes to who wrote last, unless from another address', () => {
    const from = (address: string, other = false) =>
      entry(1, { mail: mail({ from: { name: null, address }, is_from_other_address: other }) });
    const to = (...entries: ReturnType<typeof entry>[]) => recipientOf(talk, entries)?.address;
    expect(to(from('a@example.com'), from('b@example.com'), from('c@example.com', true))).toBe(
      'b@example.com',
    );
    expect(to()).toBe('ana@example.com');
    expect(recipientOf({ contact: { ...ana, email: null } }, [])).toBeNull();
  });

  it('has one “Re:” in front of the subject, and none before there is anything to answer', () => {
    expect(replySubject(talk)).toBe('Re: Order');
    expect(replySubject({ subject: 'Order', has_written: false })).toBe('Order');
    expect(replySubject({ subject: null, has_written: true })).toBeNull();
  });
});
