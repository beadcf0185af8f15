import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';
import type { Inbox } from '../api/types';
import { catalogue } from '../lib/store/catalogue.svelte';
import { contact, conversation } from '../test/samples';
import { confirmation } from '../ui/confirm.svelte';
import { template } from '../test/templates';
import Start from './Start.svelte';

const startConversation = vi.hoisted(() => vi.fn());
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  findContacts: async () => ({ items: [], next_cursor: null }),
  startConversation,
}));
const listConversations = vi.hoisted(() => vi.fn());
vi.mock('../api/requests', async (actual) => ({ ...(await actual<object>()), listConversations }));
vi.mock('../api/sending', async (actual) => ({
  ...(await actual<object>()),
  listTemplates: async () => ({ items: [HELLO], next_cursor: null, synced_at: null, failure: null }),
}));

const HELLO = template('hello_again', {
  parameter_format: 'named',
  components: [{ type: 'body', text: 'Hi {{first_name}}, we have news' }],
  parameters: [{ component: 'body', index: 0, name: 'first_name', example: null, kind: 'text' }],
});

const inbox = (id: number, facts: Partial<Inbox> = {}) =>
  ({ id, name: `Inbox ${id}`, channel: 'whatsapp', status: 'ok', ...facts }) as Inbox;
const MIRA = contact(7, {
  name: 'Mira Novak',
  identities: [
    {
      inbox_id: 2,
      kind: 'whatsapp_id',
      value: '351912345678',
      marketing_stopped_at: null,
      undeliverable: null,
    },
  ],
});

describe('a conversation begun from a contact', () => {
  // It is fetched when it is asked for, which takes its time.
  beforeAll(async () => void (await import('../templates/TemplatePicker.svelte')));
  beforeEach(() => {
    startConversation.mockReset();
    startConversation.mockResolvedValue(conversation(9));
    listConversations.mockResolvedValue({ items: [] });
    for (const id of [1, 2]) catalogue.inboxes.put(inbox(id));
  });
  afterEach(cleanup);

  it('goes to that contact, in an inbox that knows them', async () => {
    render(Start, { contact: MIRA, onclose: () => {} });
    expect(screen.getByText('Mira Novak')).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Message'), { target: { value: 'Hello' } });
    await fireEvent.submit(screen.getByLabelText('Message').closest('form')!);
    expect(startConversation).toHaveBeenCalledExactlyOnceWith(
      { inbox_id: 2, contact_id: 7, text: 'Hello' },
      expect.any(String),
    );
  });

  const closed = {
    items: [conversation(8, { state: 'resolved', window_closes_at: '2020-01-01T00:00:00Z' })],
  };
  const choose = async () => {
    await fireEvent.click(screen.getByRole('button', { name: 'Choose a template' }));
    const search = await screen.findByRole('combobox', { name: /Find a template/ });
    await vi.waitFor(() => expect(screen.getByRole('option', { name: /hello_again/ })).toBeTruthy());
    await fireEvent.keyDown(search, { key: 'Enter' });
    const use = await screen.findByRole('button', { name: 'Use template' });
    await fireEvent.submit(use.closest('form')!);
  };
  const SENT = {
    inbox_id: 2,
    contact_id: 7,
    text: '',
    template: {
      name: 'hello_again',
      language: 'en_US',
      parameters: [{ component: 'body', index: 0, name: 'first_name', text: 'Mira' }],
    },
  };

  it('begins with a template where the window is closed', async () => {
    listConversations.mockResolvedValue(closed);
    render(Start, { contact: MIRA, onclose: () => {} });
    await screen.findByText(/More than 24 hours have passed/);
    expect(screen.queryByLabelText('Message')).toBeNull();
    const send = screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
    expect(send.disabled).toBe(true);
    await choose();
    expect(startConversation).not.toHaveBeenCalled();
    expect(screen.getByRole('group', { name: 'As the customer will see it' }).textContent).toContain(
      'Hi Mira, we have news',
    );
    await fireEvent.submit(send.closest('form')!);
    expect(startConversation).toHaveBeenCalledExactlyOnceWith(SENT, expect.any(String));
  });

  it('turns to templates when the server says so, and keeps what was written', async () => {
    startConversation.mockRejectedValueOnce(new Problem(409, 'template_needed', 'A template is needed.'));
    render(Start, { contact: MIRA, onclose: () => {} });
    await fireEvent.input(screen.getByLabelText('Message'), { target: { value: 'Hello' } });
    await fireEvent.submit(screen.getByLabelText('Message').closest('form')!);
    await screen.findByText(/What you have written is kept/);
    await choose();
    await fireEvent.submit(screen.getByRole('button', { name: 'Send' }).closest('form')!);
    expect(startConversation).toHaveBeenLastCalledWith(SENT, expect.any(String));
  });

  it('takes no template along that was filled in for somebody else', async () => {
    listConversations.mockResolvedValue(closed);
    render(Start, { contact: MIRA, onclose: () => {} });
    await screen.findByText(/More than 24 hours have passed/);
    await choose();
    await fireEvent.click(screen.getByRole('button', { name: 'Choose somebody else' }));
    const who = screen.getByRole('combobox', { name: 'To' });
    await fireEvent.input(who, { target: { value: '+351 955 000 111' } });
    await screen.findByRole('option', { name: /955/ });
    await fireEvent.keyDown(who, { key: 'Enter' });
    expect(screen.queryByRole('group', { name: 'As the customer will see it' })).toBeNull();
    await fireEvent.submit(screen.getByRole('button', { name: 'Send' }).closest('form')!);
    expect(startConversation).not.toHaveBeenCalled();
  });

  it('can begin with a template where anything goes', async () => {
    render(Start, { contact: MIRA, onclose: () => {} });
    expect(screen.getByRole('button', { name: 'Use a template instead' })).toBeTruthy();
    expect(screen.getByLabelText('Message')).toBeTruthy();
  });
});

describe('a conversation begun by mail', () => {
  beforeEach(() => {
    startConversation.mockReset();
    startConversation.mockResolvedValue(conversation(9));
    for (const id of [1, 2]) catalogue.inboxes.remove(id);
    catalogue.inboxes.put(inbox(4, { channel: 'email' }));
  });
  afterEach(() => {
    cleanup();
    catalogue.inboxes.remove(4);
  });
  const fill = (label: string, value: string) =>
    fireEvent.input(screen.getByLabelText(label), { target: { value } });
  const send = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });

  it('goes to an address that was typed, with a subject', async () => {
    render(Start, { contact: null, onclose: () => {} });
    await fireEvent.input(screen.getByRole('combobox', { name: 'To' }), {
      target: { value: 'new@example.com' },
    });
    await fireEvent.click(screen.getByRole('option', { name: 'Write to new@example.com' }));
    await fill('Message', '**Hello**');
    expect(send().disabled).toBe(true);
    await fill('Subject', ' Your order ');
    expect(send().disabled).toBe(false);
    await fireEvent.submit(send().closest('form')!);
    const wanted = { inbox_id: 4, to: 'new@example.com', text: '**Hello**', subject: 'Your order' };
    expect(startConversation).toHaveBeenCalledExactlyOnceWith(wanted, expect.any(String));
  });

  it('is not sent by Enter in its subject, which leads to the text', async () => {
    render(Start, { contact: null, onclose: () => {} });
    await fireEvent.input(screen.getByRole('combobox', { name: 'To' }), {
      target: { value: 'new@example.com' },
    });
    await fireEvent.click(screen.getByRole('option', { name: 'Write to new@example.com' }));
    await fill('Message', 'half a sent');
    await fill('Subject', 'Half');
    const subject = screen.getByLabelText('Subject');
    // A browser sends the form unless the key is taken.
    expect(await fireEvent.keyDown(subject, { key: 'Enter' })).toBe(false);
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Message')));
    expect(startConversation).not.toHaveBeenCalled();
    await fireEvent.keyDown(subject, { key: 'Enter', ctrlKey: true });
    expect(startConversation).toHaveBeenCalledOnce();
  });

  it('is not lost by Escape without a question', async () => {
    const onclose = vi.fn();
    render(Start, { contact: null, onclose });
    const dialog = document.querySelector('dialog')!;
    await fireEvent(dialog, new Event('cancel', { cancelable: true }));
    expect(onclose).toHaveBeenCalledOnce();
    await fill('Message', 'Eight lines of text');
    await fireEvent(dialog, new Event('cancel', { cancelable: true }));
    expect(confirmation.question?.title).toBe('Discard this mail?');
    confirmation.answer(false);
    await fireEvent.pointerDown(dialog);
    await vi.waitFor(() => expect(confirmation.question).not.toBeNull());
    expect(onclose).toHaveBeenCalledOnce();
    confirmation.answer(true);
    await vi.waitFor(() => expect(onclose).toHaveBeenCalledTimes(2));
  });

  it('has the buttons and keys of a mail, and shows what its reader will see', async () => {
    catalogue.inboxes.put(inbox(4, { channel: 'email', email: { signature: 'Your **team**' } } as never));
    render(Start, { contact: null, onclose: () => {} });
    await fill('Message', 'Hello');
    const text = screen.getByLabelText<HTMLTextAreaElement>('Message');
    text.setSelectionRange(0, 5);
    await fireEvent.keyDown(text, { key: 'b', code: 'KeyB', ctrlKey: true });
    await vi.waitFor(() => expect(text.value).toBe('**Hello**'));
    await fireEvent.click(screen.getByRole('button', { name: 'Preview' }));
    const preview = screen.getByRole('region', { name: 'Your text as it will look' });
    expect([...preview.querySelectorAll('strong')].map((one) => one.textContent)).toEqual(['Hello', 'team']);
  });

  it('says so if a contact has no address, and not that another conversation is open', async () => {
    render(Start, { contact: MIRA, onclose: () => {} });
    expect(await screen.findByText(/No address of theirs leads to this inbox/)).toBeTruthy();
    cleanup();
    const email = {
      inbox_id: null,
      kind: 'email',
      value: 'mira@example.com',
      marketing_stopped_at: null,
      undeliverable: null,
    };
    listConversations.mockResolvedValue({ items: [conversation(8)] });
    const reachable = contact(8, { name: 'Mira', email: 'mira@example.com', identities: [email] });
    render(Start, { contact: reachable, onclose: () => {} });
    await fill('Subject', 'x');
    expect(screen.queryByText(/leads to this inbox|open conversation/)).toBeNull();
  });
});
