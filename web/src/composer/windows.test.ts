import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import type { Conversation, Inbox } from '../api/types';
import { uploadsOf } from '../files/uploads.svelte';
import { clock } from '../lib/clock.svelte';
import { commands } from '../lib/commands.svelte';
import { keepDraft, openDrafts, readDraft } from '../lib/drafts.svelte';
import type { OutboxItem } from '../lib/outbox';
import { outbox } from '../lib/outbox.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { conversations } from '../lib/store/conversations.svelte';
import { toasts } from '../lib/toasts.svelte';
import { refusals } from '../lib/windowRefusals.svelte';
import { conversation, me } from '../test/samples';
import { template } from '../test/templates';
import Composer from './Composer.svelte';
import { richDraftOf } from './rich/drafts.svelte';

vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  listDrafts: async () => ({ items: [] }),
  putDraft: async () => ({}),
  readContact: async () => Promise.reject(new Error('away')),
}));
vi.mock('../api/sending', async (actual) => ({
  ...(await actual<object>()),
  listTemplates: async () => ({
    items: [template('hello')],
    next_cursor: null,
    synced_at: null,
    failure: null,
  }),
}));

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(clock.now + hours * HOUR).toISOString();
const PRICES = {
  id: 31,
  name: 'prices.pdf',
  mime: 'application/pdf',
  size: 2_000,
  url: '/api/v1/attachments/31',
  kind: 'document' as const,
  width: null,
  height: null,
};

const YES = [{ type: 'reply' as const, title: 'Yes', payload: 'Yes' }];
const HELLO = { name: 'hello', language: 'en_US', parameters: [] };

/** The uploads and drafts of a conversation outlive its composer: each test has one of its own. */
let number = 700;

function composer(facts: Partial<Conversation> = {}, draft = '') {
  number += 1;
  const shown = conversation(number, facts);
  conversations.put(shown);
  if (draft) keepDraft(shown.id, 'reply', draft);
  const view = render(Composer, { conversation: shown });
  return {
    shown,
    written: () => readDraft(shown.id, 'reply'),
    edit: (item: OutboxItem) => (view.component as { edit(item: OutboxItem): boolean }).edit(item),
    change: (more: Partial<Conversation>) => {
      const now = { ...shown, ...more };
      conversations.put(now);
      return view.rerender({ conversation: now });
    },
  };
}
const field = () => screen.queryByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const options = (human_agent: boolean) =>
  catalogue.inboxes.put({
    id: 1,
    name: 'Page',
    channel: 'messenger',
    options: { human_agent, sends_video: false, document_mb_max: null },
  } as Inbox);
const returned = (conversationId: number, facts: Partial<OutboxItem> = {}): OutboxItem => ({
  key: 'key-1',
  conversationId,
  kind: 'message',
  text: 'Are you there?',
  seenSeq: 1,
  at: '',
  state: 'failed',
  reason: null,
  isReturned: true,
  ...facts,
});

describe('the composer and the window', () => {
  let sent: Mock<typeof outbox.add>;

  // They are fetched when they are asked for, which takes its time.
  beforeAll(async () => {
    await Promise.all([import('../templates/TemplatePicker.svelte'), import('./rich/RichBuilder.svelte')]);
  });

  beforeEach(() => {
    localStorage.clear();
    session.me = me();
    openDrafts(1);
    toasts.shown = [];
    outbox.items = [];
    catalogue.inboxes.remove(1);
    sent = vi.spyOn(outbox, 'add').mockImplementation(() => undefined);
    vi.spyOn(outbox, 'discard').mockImplementation((key) => {
      const item = outbox.items.find((one) => one.key === key);
      outbox.items = outbox.items.filter((one) => one.key !== key);
      return item;
    });
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    clock.follow(Date.now());
    vi.restoreAllMocks();
  });

  it('turns from free text to templates when the time comes, and keeps the draft', async () => {
    const { written } = composer({ window_closes_at: inHours(1.5) }, 'I have asked');
    expect(screen.getByText(/Window closes in 1h (29|30)m/)).toBeTruthy();
    expect(field()?.value).toBe('I have asked');
    field()?.focus();
    clock.follow(clock.now + 2 * HOUR);
    await tick();
    expect(field()).toBeNull();
    expect(screen.getByText('The 24-hour window is closed.')).toBeTruthy();
    expect(screen.getByText(/WhatsApp takes approved templates only/)).toBeTruthy();
    expect(screen.getByText('I have asked')).toBeTruthy();
    const button = screen.getByRole('button', { name: 'Choose a template' });
    expect(button).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('group', { name: /24-hour window is closed/ }));
    expect(written()).toBe('I have asked');
  });

  it('lets the rest of a sentence be no command when the window closes amid it', async () => {
    vi.useFakeTimers({ now: clock.now });
    composer({ window_closes_at: inHours(1) }, 'I have as');
    field()?.focus();
    clock.follow(clock.now + 2 * HOUR);
    await tick();
    const panel = document.activeElement!;
    const heard = vi.fn();
    window.addEventListener('keydown', heard);
    const pressed = async (key: string) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      await fireEvent(panel, event);
      return event.defaultPrevented;
    };
    for (const key of ['k', 'e', ' ', 'Enter', 'd']) {
      vi.advanceTimersByTime(1_000);
      expect(await pressed(key)).toBe(true);
    }
    expect(heard).not.toHaveBeenCalled();
    expect(await pressed('Tab')).toBe(false);
    vi.advanceTimersByTime(1_600);
    expect(await pressed('e')).toBe(false);
    window.removeEventListener('keydown', heard);
  });

  it('says of somebody who has never written that only a template may go', () => {
    composer({ window_closes_at: null, has_written: false });
    expect(screen.getByText('They have not written yet.')).toBeTruthy();
    expect(screen.getByText(/only an approved template as the first message/)).toBeTruthy();
    expect(document.activeElement).toBe(document.body);
    cleanup();
    composer({ channel: 'messenger', window_closes_at: null, has_written: false });
    expect(field()).toBeNull();
    expect(screen.getByText(/Messenger takes nothing before the customer has written/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Choose a template' })).toBeNull();
  });

  it('sends a template in place of free text, and the draft stays', async () => {
    const { shown, written } = composer({ window_closes_at: inHours(-1) }, 'I have asked');
    await press('Choose a template');
    const search = await screen.findByRole('combobox', { name: /Find a template/ });
    await vi.waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    await fireEvent.keyDown(search, { key: 'Enter' });
    const button = await screen.findByRole('button', { name: 'Send template' });
    await fireEvent.submit(button.closest('form')!);
    expect(sent).toHaveBeenCalledExactlyOnceWith({
      conversationId: shown.id,
      kind: 'message',
      text: 'Hello',
      seenSeq: 1,
      extras: { template: { name: 'hello', language: 'en_US', parameters: [] } },
    });
    expect(written()).toBe('I have asked');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('offers templates by key while the window is open, and only on WhatsApp', async () => {
    composer({ window_closes_at: inHours(5) });
    commands.get('template')?.();
    expect(await screen.findByRole('combobox', { name: /Find a template/ })).toBeTruthy();
    cleanup();
    composer({ channel: 'messenger', window_closes_at: inHours(5) });
    expect(commands.has('template')).toBe(false);
  });

  it('answers late on Messenger where the inbox may, and says how', async () => {
    options(true);
    const { change } = composer({
      channel: 'messenger',
      window_closes_at: inHours(-1),
      human_agent_until: inHours(49.5),
    });
    expect(screen.getByText(/human-agent tag/)).toBeTruthy();
    expect(screen.getByText('Late answers for 2d 1h more')).toBeTruthy();
    await fireEvent.input(field()!, { target: { value: 'Sorry for the wait' } });
    await press('Send');
    expect(sent).toHaveBeenCalledWith(expect.objectContaining({ text: 'Sorry for the wait' }));
    await change({ human_agent_until: inHours(-0.1) });
    expect(field()).toBeNull();
    expect(screen.getByText(/7 days for a human agent’s answer are over/)).toBeTruthy();
  });

  it('takes nothing on Messenger after that, and leads to other ways', async () => {
    const { shown } = composer({ channel: 'messenger', window_closes_at: inHours(-1) }, 'Hello?');
    expect(field()).toBeNull();
    expect(screen.getByText(/Messenger takes nothing until the customer writes again/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Choose a template' })).toBeNull();
    const link = screen.getByRole('link', { name: 'See their addresses' });
    expect(link.getAttribute('href')).toBe(`/contacts/${shown.contact.id}`);
    await press('Write a note');
    expect(screen.getByRole('textbox', { name: 'Internal note' })).toBeTruthy();
  });

  it('turns at once when the server says so, takes back what was not sent, and opens with their next message', async () => {
    const { shown, written, change } = composer({ window_closes_at: inHours(2) }, 'And one more');
    refusals.note(shown.id);
    outbox.items = [returned(shown.id, { attachments: [PRICES] })];
    await tick();
    expect(field()).toBeNull();
    expect(written()).toBe('And one more\nAre you there?');
    expect(uploadsOf(shown).attachments).toEqual([PRICES]);
    expect(outbox.items).toEqual([]);
    expect(toasts.shown.at(-1)?.text).toContain('It was not sent.');
    expect(screen.getByText('Your draft and 1 file are kept.')).toBeTruthy();
    await change({ window_closes_at: inHours(24) });
    expect(field()?.value).toBe('And one more\nAre you there?');
  });

  it('keeps buttons that could not go, for the next time', async () => {
    const buttons = [{ type: 'reply' as const, title: 'Yes', payload: 'Yes' }];
    const { shown, change } = composer({ window_closes_at: inHours(2) });
    outbox.items = [returned(shown.id, { extras: { buttons } })];
    refusals.note(shown.id);
    await tick();
    expect(screen.queryByRole('dialog')).toBeNull();
    await change({ window_closes_at: inHours(24) });
    await press('Buttons, lists and cards');
    const send = (await screen.findByRole('dialog')).querySelector('form')!;
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' }).value).toBe('Yes');
    await fireEvent.submit(send);
    expect(sent).toHaveBeenCalledWith(
      expect.objectContaining({ text: 'Are you there?', extras: { buttons } }),
    );
  });

  it('leaves buttons that could not go where they are, if others were begun meanwhile', async () => {
    const leave = vi.spyOn(outbox, 'leave');
    const { shown } = composer({ window_closes_at: inHours(2) });
    richDraftOf(shown.id, 'whatsapp').draft.header = 'Another one';
    outbox.items = [returned(shown.id, { extras: { buttons: YES } })];
    await tick();
    expect(leave).toHaveBeenCalledExactlyOnceWith('key-1');
    expect(outbox.items).toHaveLength(1);
    expect(richDraftOf(shown.id, 'whatsapp').draft.header).toBe('Another one');
  });

  it('leaves a message whose files have no room beside others where it is', async () => {
    const leave = vi.spyOn(outbox, 'leave');
    const { shown, edit, written } = composer({ window_closes_at: inHours(2) });
    const files = Array.from({ length: 12 }, (_, at) => ({ ...PRICES, id: 100 + at }));
    uploadsOf(shown).give(files.slice(0, 6));
    const item = returned(shown.id, { attachments: files.slice(5) });
    outbox.items = [item];
    await tick();
    expect(leave).toHaveBeenCalledExactlyOnceWith('key-1');
    expect(outbox.items).toHaveLength(1);
    expect(edit(item)).toBe(false);
    expect(toasts.shown.at(-1)?.text).toMatch(/10 files/);
    expect([uploadsOf(shown).items.length, written()]).toEqual([6, '']);
    expect(edit({ ...item, attachments: files.slice(2, 10) })).toBe(true);
    expect(uploadsOf(shown).items).toHaveLength(10);
  });

  it('brings what was begun before forward though the edited one is not sent', async () => {
    const { shown, edit } = composer({ window_closes_at: inHours(2) });
    richDraftOf(shown.id, 'whatsapp').draft.header = 'Another one';
    edit(returned(shown.id, { extras: { buttons: YES } }));
    await screen.findByRole('dialog');
    await fireEvent.input(screen.getByRole('textbox', { name: 'Title' }), { target: { value: '' } });
    await fireEvent.click(screen.getAllByRole('button', { name: 'Close' })[0]!);
    await press('Buttons, lists and cards');
    await screen.findByRole('dialog');
    expect(richDraftOf(shown.id, 'whatsapp')).toMatchObject({ draft: { header: 'Another one' }, aside: [] });
  });

  it('says that buttons are kept which cannot be sent now', async () => {
    const { shown, edit } = composer({ window_closes_at: inHours(-1) });
    expect(edit(returned(shown.id, { extras: { buttons: YES } }))).toBe(true);
    expect(toasts.shown.at(-1)?.text).toBe('It is kept as the draft of this conversation.');
  });

  it('keeps what comes back to be edited although a colleague answers now', async () => {
    const { shown, edit, change, written } = composer({ window_closes_at: inHours(2), agent_id: 2 });
    edit(returned(shown.id, { extras: { buttons: YES } }));
    edit(returned(shown.id, { text: 'Hello', extras: { template: HELLO } }));
    expect(toasts.shown.at(-1)?.text).toBe('It is kept as the draft of this conversation.');
    await change({ agent_id: 1 });
    expect(written()).toBe('Are you there?');
    expect(richDraftOf(shown.id, 'whatsapp').draft.buttons[0]!.title).toBe('Yes');
    await press('Send a template');
    expect(await screen.findByRole('button', { name: 'Send template' })).toBeTruthy();
  });

  it('brings what was begun before forward again once the edited one is sent', async () => {
    const { shown, edit } = composer({ window_closes_at: inHours(2) });
    richDraftOf(shown.id, 'whatsapp').draft.header = 'Another one';
    edit(returned(shown.id, { extras: { buttons: YES } }));
    const form = (await screen.findByRole('dialog')).querySelector('form')!;
    expect(toasts.shown.at(-1)?.text).toMatch(/comes back once this one is sent/);
    await fireEvent.submit(form);
    expect(sent).toHaveBeenCalledWith(expect.objectContaining({ extras: { buttons: YES } }));
    expect(richDraftOf(shown.id, 'whatsapp').draft.header).toBe('Another one');
  });

  it('sends no variable that nobody has filled with buttons either', async () => {
    composer({ window_closes_at: inHours(2) }, 'To {{email}}');
    await press('Buttons, lists and cards');
    const form = (await screen.findByRole('dialog')).querySelector('form')!;
    await fireEvent.input(screen.getByRole('textbox', { name: 'Title' }), { target: { value: 'Yes' } });
    await fireEvent.submit(form);
    expect(sent).not.toHaveBeenCalled();
    expect(screen.getByText('Fill in before you send: email.')).toBeTruthy();
    await press('It is meant as written');
    await fireEvent.submit(form);
    expect(sent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'To {{email}}' }));
    await fireEvent.input(field()!, { target: { value: 'To {{email}}' } });
    expect(screen.getByRole('button', { name: 'Send as written' })).toBeTruthy();
  });

  it('says as how many messages a long text goes on Messenger', async () => {
    composer({ channel: 'messenger', window_closes_at: inHours(5) }, 'word '.repeat(900));
    expect(screen.getByText(/Goes as 3 messages/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(false);
  });

  it('refuses more than WhatsApp takes, with a count', () => {
    composer({ window_closes_at: inHours(5) }, 'x'.repeat(4_100));
    expect(screen.getByText('4 characters too many')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  });

  it.each([
    ['messenger', PRICES, 'Our prices', 'Messenger has no captions: the text goes as its own message.'],
    ['whatsapp', PRICES, 'x'.repeat(1_025), /this text goes before it/],
    ['whatsapp', { ...PRICES, name: 'a.ogg', mime: 'audio/ogg' }, 'Listen', /A sound file carries no text/],
    ['whatsapp', PRICES, 'Our prices', null],
  ] as const)('says where a text is no caption: %s', async (channel, file, text, said) => {
    const { shown } = composer({ channel, window_closes_at: inHours(5) }, text);
    uploadsOf(shown).give([file]);
    await tick();
    const hints = screen.queryAllByRole('status').map((one) => one.textContent ?? '');
    const found = hints.filter((hint) => /message|caption/.test(hint));
    if (said === null) expect(found).toEqual([]);
    else expect(screen.getByText(said)).toBeTruthy();
  });
});
