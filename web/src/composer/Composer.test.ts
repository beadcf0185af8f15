import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import type { CannedMessage, Conversation } from '../api/types';
import { uploadsOf } from '../files/uploads.svelte';
import { clock } from '../lib/clock.svelte';
import { commands } from '../lib/commands.svelte';
import { dialogs } from '../lib/dialogs.svelte';
import { openDrafts, readDraft } from '../lib/drafts.svelte';
import type { OutboxItem } from '../lib/outbox';
import { outbox } from '../lib/outbox.svelte';
import { preferences } from '../lib/preferences.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { toasts } from '../lib/toasts.svelte';
import { conversation, me } from '../test/samples';
import Composer from './Composer.svelte';

const putDraft = vi.hoisted(() => vi.fn(async () => ({})));
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  listDrafts: async () => ({ items: [] }),
  putDraft,
  readContact: async () => Promise.reject(new Error('away')),
}));

const PRICES = {
  id: 31,
  name: 'prices.pdf',
  mime: 'application/pdf',
  size: 2_000,
  url: '/api/v1/attachments/31',
};
const FILM = { ...PRICES, id: 32, name: 'cat.gif', mime: 'image/gif' };
const canned = (id: number, facts: Partial<CannedMessage>): CannedMessage => ({
  id,
  shortcut: `c${id}`,
  title: `Title ${id}`,
  category: '',
  text: 'Hello',
  owner_id: null,
  attachments: [],
  ...facts,
});

function stock(messages: CannedMessage[]) {
  for (const { id } of catalogue.cannedMessages.all) catalogue.cannedMessages.remove(id);
  for (const message of messages) catalogue.cannedMessages.put(message);
}

/** The uploads and drafts of a conversation outlive its composer: each test has one of its own. */
let number = 100;

function composer(facts: Partial<Conversation> = {}) {
  number += 1;
  const shown = conversation(number, facts);
  const view = render(Composer, { conversation: shown });
  const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /Reply|Internal note/ });
  return {
    ...view,
    id: number,
    field,
    written: () => readDraft(shown.id, 'reply'),
    edit: (item: Partial<OutboxItem>) => (view.component as { edit(item: object): void }).edit(item),
    /** The last character is a key of its own. */
    async type(text: string) {
      for (const now of new Set([text.slice(0, -1), text])) {
        field().value = now;
        field().setSelectionRange(now.length, now.length);
        await fireEvent.input(field());
        await tick();
      }
    },
  };
}
const search = () => screen.queryByRole<HTMLInputElement>('combobox', { name: 'Find a canned message' });
async function searchFor(text: string) {
  await fireEvent.input(search()!, { target: { value: text } });
  await tick();
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const fileNames = () =>
  screen
    .queryAllByRole('list', { name: 'Files to send' })
    .flatMap((list) => list.textContent?.match(/\w+\.\w+/g));
const dropped = (file: File) => {
  const event = new Event('drop', { cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'], files: [file] } });
  window.dispatchEvent(event);
  return event;
};

describe('the composer', () => {
  let sent: Mock<typeof outbox.add>;

  beforeEach(() => {
    localStorage.clear();
    putDraft.mockResolvedValue({});
    session.me = me();
    openDrafts(1);
    toasts.shown = [];
    stock([]);
    sent = vi.spyOn(outbox, 'add').mockImplementation(() => undefined);
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  describe('with a canned message', () => {
    it('sends its files', async () => {
      stock([canned(1, { text: 'Our prices', attachments: [PRICES] })]);
      composer();
      await press('Canned messages');
      expect(screen.getByRole('list', { name: '1 file' }).textContent).toContain('prices.pdf');
      await fireEvent.keyDown(search()!, { key: 'Enter' });
      expect(fileNames()).toEqual(['prices.pdf']);
      await press('Send');
      expect(sent).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ text: 'Our prices', attachments: [PRICES] }),
      );
    });

    it('takes each of its files once, and says which the channel does not take', async () => {
      stock([canned(1, { text: 'Our prices', attachments: [PRICES, FILM] })]);
      const { id } = composer();
      for (let times = 0; times < 2; times += 1) {
        await press('Canned messages');
        await fireEvent.keyDown(search()!, { key: 'Enter' });
      }
      expect(uploadsOf(conversation(id)).attachments).toEqual([PRICES, FILM]);
      expect(screen.getByRole('alert').textContent).toBe('cat.gif: WhatsApp takes no GIF.');
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
    });

    it('shows what it lacks before it is chosen, without the preview', async () => {
      stock([canned(1, { text: 'To {{email}}' }), canned(2, { text: 'Hi' })]);
      composer();
      await press('Canned messages');
      const [first, second] = screen.getAllByRole('option');
      expect(first?.textContent).toContain('Without email');
      expect(second?.textContent).not.toContain('Without');
    });

    it('is blocked by what nobody has filled, and not by a value that looks so', async () => {
      stock([canned(1, { text: 'Hi {{name}}' }), canned(2, { text: 'To {{email}}' })]);
      const contact = { id: 1, name: '{{x}} Ltd', phone: null, email: null, username: null };
      composer({ contact });
      await press('Canned messages');
      await fireEvent.keyDown(search()!, { key: 'Enter' });
      const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
      expect(button.disabled).toBe(false);
      await press('Canned messages');
      await fireEvent.click(screen.getAllByRole('option')[1]!);
      expect(button.disabled).toBe(true);
      expect(screen.getByRole('button', { name: 'Go to email' })).toBeTruthy();
      expect(screen.queryByRole('button', { name: 'Go to x' })).toBeNull();
    });
  });

  it('sends double braces as they are written, once the agent says so', async () => {
    const { type } = composer();
    await type('Put {{word}} there');
    await press('Send');
    expect(sent).not.toHaveBeenCalled();
    await press('Send as written');
    expect(sent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'Put {{word}} there' }));
    await type('Put {{word}} there');
    expect(screen.getByRole('button', { name: 'Send as written' })).toBeTruthy();
  });

  describe('at a slash', () => {
    beforeEach(() => stock([canned(1, { shortcut: 'bye', text: 'Good bye' })]));

    it('puts the canned message in its place', async () => {
      const { type, written } = composer();
      await type('So /');
      await searchFor('by');
      await fireEvent.keyDown(search()!, { key: 'Enter' });
      expect(written()).toBe('So Good bye');
    });

    it('keeps what was typed when the search is left', async () => {
      const { type, written } = composer();
      await type('See /');
      await searchFor('etc');
      await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
      expect(search()).toBeNull();
      expect(written()).toBe('See /etc');
    });

    it.each(['/', ' '])('followed by “%s” is a slash', async (next) => {
      const { type, written } = composer();
      await type('and /');
      await searchFor(next);
      expect(search()).toBeNull();
      expect(written()).toBe(`and /${next}`);
    });

    it('adds nothing to the text when the search was opened otherwise', async () => {
      const { written } = composer();
      await press('Canned messages');
      await searchFor('etc');
      await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
      expect(written()).toBe('');
    });
  });

  it('holds a reply where the agent wants it, and Ctrl+Z takes it back', async () => {
    preferences.set('undoes', 'everything');
    const { id, field, type, written } = composer();
    const item = {
      key: 'k',
      conversationId: id,
      kind: 'message',
      text: 'Hello',
      state: 'held',
    } as OutboxItem;
    const hold = vi.spyOn(outbox, 'hold').mockImplementation(() => {
      outbox.items = [item];
    });
    const discard = vi.spyOn(outbox, 'discard').mockReturnValue(item);
    await type('Hello');
    await press('Send');
    expect(hold).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'Hello' }), 5_000);
    expect([sent.mock.calls.length, written()]).toEqual([0, '']);
    await fireEvent.keyDown(field(), { key: 'z', ctrlKey: true });
    expect(discard).toHaveBeenCalledExactlyOnceWith('k');
    expect(written()).toBe('Hello');
    await fireEvent.keyDown(field(), { key: 'z', ctrlKey: true });
    expect(discard).toHaveBeenCalledOnce();
    outbox.items = [];
    preferences.set('undoes', 'mails');
  });

  it('sends at once what is followed by resolving', async () => {
    preferences.set('undoes', 'everything');
    const { id, field, type } = composer();
    await type('Done');
    await fireEvent.keyDown(field(), { key: 'Enter', ctrlKey: true, shiftKey: true });
    expect(sent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'Done' }));
    expect(dialogs.open).toEqual({ name: 'resolve', conversations: [id] });
    dialogs.close();
    preferences.set('undoes', 'mails');
  });

  it('puts an emoji where the agent writes', async () => {
    HTMLElement.prototype.showPopover ??= () => {};
    const { field, type, written } = composer();
    await type('Hello !');
    field().setSelectionRange(5, 5);
    await press('Insert an emoji');
    await fireEvent.click(screen.getAllByRole('button', { name: 'thumbs up' })[0]!);
    expect(written()).toBe('Hello👍 !');
  });

  it('gives a message back with its files', async () => {
    const { edit, written } = composer();
    edit({ kind: 'message', text: 'Our prices', attachments: [PRICES] });
    await tick();
    expect(written()).toBe('Our prices');
    expect(fileNames()).toEqual(['prices.pdf']);
    await press('Send');
    expect(sent).toHaveBeenCalledWith(expect.objectContaining({ attachments: [PRICES] }));
  });

  it('takes a note as long as a note may be, counted as the server does', async () => {
    const { type } = composer();
    await type('x'.repeat(4_097));
    expect(screen.getByText('1 character too many')).toBeTruthy();
    await type('👍'.repeat(4_096));
    expect(screen.getByText('0 characters left')).toBeTruthy();
    await fireEvent.click(screen.getByRole('tab', { name: 'Internal note' }));
    await type('x'.repeat(9_950));
    expect(screen.getByText('50 characters left')).toBeTruthy();
    await press('Add note');
    expect(sent).toHaveBeenCalledWith(expect.objectContaining({ kind: 'note' }));
  });

  it('says quietly that a draft is in this browser alone', async () => {
    vi.useFakeTimers();
    putDraft.mockRejectedValue(new Error('away'));
    const { type } = composer();
    await type('Hello');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(screen.getByText('Draft not saved')).toBeTruthy();
    await type('');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(screen.queryByText('Draft not saved')).toBeNull();
  });

  it('takes neither files nor canned messages while the window is closed, and says why', async () => {
    const closed = new Date(clock.now - 1_000).toISOString();
    const { id } = composer({ window_closes_at: closed });
    expect(dropped(new File(['x'], 'a.png', { type: 'image/png' })).defaultPrevented).toBe(true);
    expect(uploadsOf(conversation(id)).items).toEqual([]);
    expect(toasts.shown.at(-1)?.text).toContain('The 24-hour window is closed.');
    toasts.shown = [];
    commands.get('canned')?.();
    await tick();
    expect(search()).toBeNull();
    expect(toasts.shown.at(-1)?.text).toContain('The 24-hour window is closed.');
  });

  it('lets no file replace the page that is dropped on a note', async () => {
    const { id } = composer();
    await fireEvent.click(screen.getByRole('tab', { name: 'Internal note' }));
    expect(dropped(new File(['x'], 'a.png', { type: 'image/png' })).defaultPrevented).toBe(true);
    expect(uploadsOf(conversation(id)).items).toEqual([]);
    expect(toasts.shown.at(-1)?.text).toContain('Notes carry no files');
  });
});
