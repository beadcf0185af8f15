import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Undeliverable } from '../lib/address';
import { keepDraft, openDrafts, readDraft } from '../lib/drafts.svelte';
import { chosenHead, chooseHead } from '../lib/mailHeads.svelte';
import { outbox } from '../lib/outbox.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { contacts } from '../lib/store/contacts.svelte';
import { forgetTimelines, timelineOf } from '../lib/store/timelines.svelte';
import { contact, conversation, entry, inbox, mail, mailAccount, me, START } from '../test/samples';
import { serve } from '../test/server';
import Composer from './Composer.svelte';
import { takeBack } from './comingBack';
import { headOf, recipientsOf } from './mailHead';
import { uploadsOf } from '../files/uploads.svelte';

const ana = { id: 1, name: 'Ana', phone: null, email: 'ana@example.com', username: null };
const talk = conversation(1, { channel: 'email', subject: 'Order', contact: ana, inbox_id: 4 });
const identity = (value: string, undeliverable: Undeliverable | null = null) => ({
  inbox_id: 4,
  kind: 'email',
  value,
  marketing_stopped_at: null,
  undeliverable,
});
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
const text = () => readDraft(1, 'reply');
const button = (name: string) => screen.getByRole('button', { name });
const press = (key: string, facts: object = {}) => fireEvent.keyDown(field(), { key, ...facts });

function composer(draft = '', shown = talk) {
  keepDraft(1, 'reply', draft);
  render(Composer, { conversation: shown });
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
  chooseHead(1, { to: null, subject: null });
  contacts.forget();
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
    await fireEvent.click(button('Done'));
    expect(screen.getByText('To: Ben <ben@example.com> · Your order')).toBeTruthy();
    await press('Enter', { ctrlKey: true });
    expect(added.mock.calls[0]![0].head).toEqual({ to: 'ben@example.com', subject: 'Your order' });
    expect(chosenHead(1)).toEqual({ to: null, subject: null });
  });

  it('warns of the address that it goes to, if mails come back from there', async () => {
    const undeliverable = { at: START, reason: 'This address does not exist.' };
    const known = contact(1, {
      identities: [identity('ana@example.com'), identity('private@example.com', undeliverable)],
    });
    const asked = serve({ 'GET /contacts/1': () => [200, known] });
    composer('', {
      ...talk,
      mail_head: { to: { name: 'Ana', address: 'private@example.com' }, subject: 'News' },
    });
    expect(await screen.findByText(/This address does not exist/)).toBeTruthy();
    expect(asked.map(({ path }) => path)).toContain('/contacts/1');
    await fireEvent.click(button('Change'));
    await fireEvent.change(screen.getByLabelText('To'), { target: { value: 'ana@example.com' } });
    expect(screen.queryByText(/This address does not exist/)).toBeNull();
  });

  it('goes where the server says, whatever stands first at the contact', async () => {
    contacts.put(contact(1, { identities: [identity('ana@example.com'), identity('private@example.com')] }));
    const added = vi.spyOn(outbox, 'hold').mockImplementation(() => undefined);
    const mail_head = { to: { name: 'Ana', address: 'private@example.com' }, subject: 'News' };
    composer('Hello', { ...talk, mail_head });
    expect(screen.getByText('To: Ana <private@example.com> · News')).toBeTruthy();
    await press('Enter', { ctrlKey: true });
    expect(added.mock.calls[0]![0].head).toBeUndefined();
    await fireEvent.click(button('Change'));
    await fireEvent.change(screen.getByLabelText('To'), { target: { value: 'ana@example.com' } });
    expect(headOf({ ...talk, mail_head })).toEqual({ head: { to: 'ana@example.com' } });
    await fireEvent.change(screen.getByLabelText('To'), { target: { value: 'private@example.com' } });
    expect(headOf({ ...talk, mail_head })).toEqual({});
  });

  it('that was held back comes back with its receiver and its subject', () => {
    const head = { to: 'boss@example.com', subject: 'Between us' };
    const item = {
      key: 'k',
      conversationId: 1,
      kind: 'message' as const,
      text: 'For the boss only.',
      seenSeq: 1,
    };
    takeBack(talk, { ...item, at: START, state: 'asking', reason: null, head }, uploadsOf(talk));
    expect(chosenHead(1)).toEqual(head);
    composer(text());
    expect(screen.getByText('To: boss@example.com · Between us')).toBeTruthy();
    keepDraft(1, 'reply', '');
    takeBack(talk, { ...item, at: START, state: 'failed', reason: null }, uploadsOf(talk));
    expect(chosenHead(1)).toEqual({ to: null, subject: null });
  });

  it('has its fields at hand, and leaves them with Escape', async () => {
    const added = vi.spyOn(outbox, 'hold').mockImplementation(() => undefined);
    const heard = vi.fn();
    addEventListener('keydown', heard);
    composer('Hello');
    await fireEvent.click(button('Change'));
    const [to, subject] = [screen.getByLabelText('To'), screen.getByLabelText<HTMLInputElement>('Subject')];
    await vi.waitFor(() => expect(document.activeElement).toBe(to));
    expect(screen.queryByText(/^To: Ana/)).toBeNull();
    await fireEvent.input(subject, { target: { value: '' } });
    expect(subject.value).toBe('');
    await fireEvent.blur(subject);
    expect(subject.value).toBe('Re: Order');
    await fireEvent.keyDown(to, { key: 'Escape' });
    await vi.waitFor(() => expect(document.activeElement).toBe(field()));
    expect(heard).not.toHaveBeenCalled();
    await fireEvent.keyDown(subject, { key: 'Enter', ctrlKey: true });
    removeEventListener('keydown', heard);
    expect(added).toHaveBeenCalledOnce();
    await fireEvent.click(button('Done'));
    expect(screen.queryByLabelText('To')).toBeNull();
  });

  it('is marked by buttons and keys', async () => {
    composer('Hello');
    await fireEvent.click(button('Bold'));
    await vi.waitFor(() => expect(text()).toBe('**Hello**'));
    await vi.waitFor(() => expect([field().selectionStart, field().selectionEnd]).toEqual([2, 7]));
    await press('i', { ctrlKey: true });
    await vi.waitFor(() => expect(text()).toBe('***Hello***'));
    expect(
      within(screen.getByRole('group', { name: 'Format the mail' })).getAllByRole('button'),
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
    const preview = screen.getByRole('region', { name: 'Your text as it will look' });
    expect(within(preview).getByText('Hello').tagName).toBe('STRONG');
    expect(within(preview).getByText('<b>one</b>').closest('li')).toBeTruthy();
    expect(within(preview).getByText('Support').tagName).toBe('STRONG');
    await fireEvent.click(button('Italic'));
    await vi.waitFor(() =>
      expect(screen.queryByRole('region', { name: 'Your text as it will look' })).toBeNull(),
    );
  });

  it('has no marks in a note', async () => {
    composer();
    await fireEvent.click(screen.getByRole('tab', { name: 'Internal note' }));
    expect(screen.queryByRole('group', { name: 'Format the mail' })).toBeNull();
  });
});

describe('an answer', () => {
  it('may go to the contact, who wrote in this conversation, and who was chosen before', () => {
    const from = (address: string, conversation_id = 1) =>
      entry(1, { conversation_id, mail: mail({ from: { name: null, address } }) });
    const entries = [from('earlier@example.com', 7), from('ben@example.com'), from('ANA@example.com')];
    const may = () =>
      recipientsOf(talk, [identity('second@example.com')], entries).map(({ address }) => address);
    expect(may()).toEqual(['ana@example.com', 'second@example.com', 'ben@example.com']);
    chooseHead(1, { to: 'gone@example.com' });
    expect(may().at(-1)).toBe('gone@example.com');
  });
});
