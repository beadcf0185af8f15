import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../../lib/session.svelte';
import { catalogue } from '../../lib/store/catalogue.svelte';
import { inbox, mailAccount, mailState, me, queue, START } from '../../test/samples';
import { serve } from '../../test/server';
import { toasts } from '../../lib/toasts.svelte';
import { confirmation } from '../../ui/confirm.svelte';
import CheckPage from '../inboxes/CheckPage.svelte';
import InboxForm from '../InboxForm.svelte';
import Wizard from '../inboxes/Wizard.svelte';
import MailsPage from './MailsPage.svelte';

const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label, { exact: true });
const fill = (label: string, value: string) => fireEvent.input(field(label), { target: { value } });
const select = (label: string, text: string) => {
  const list = screen.getByLabelText<HTMLSelectElement>(label);
  const selectedIndex = Array.from(list.options).findIndex((option) => option.text === text);
  return fireEvent.change(list, { target: { selectedIndex } });
};
const mailInbox = (facts = {}) =>
  inbox(4, { name: 'Help', channel: 'email', whatsapp: null, email: mailAccount(), ...facts });
const check = (id: string, status: string) => ({
  id,
  status,
  title: id,
  detail: 'Told.',
  advice: null,
  at: null,
});
const invalid = (field: string, detail: string): [number, unknown] => [
  422,
  { status: 422, code: 'invalid', detail, field },
];

beforeEach(() => {
  session.me = me({ role: 'admin' });
  catalogue.queues.put(queue(1));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  for (const { id } of catalogue.inboxes.all) catalogue.inboxes.remove(id);
});

async function begin() {
  render(Wizard);
  await fireEvent.click(screen.getByRole('radio', { name: /^E-mail/ }));
  await click('Next');
}

describe('connecting a mailbox', () => {
  it('needs an address and a password, and proves itself with a mail to itself', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let asked = 0;
    const requests = serve({
      'POST /inboxes': () => [201, mailInbox()],
      'POST /inboxes/4/mail-tests': () => [202, {}],
      'GET /inboxes/4/doctor': () => [
        200,
        { checked_at: START, checks: [check('imap', 'ok'), check('round_trip', asked++ ? 'ok' : 'unknown')] },
      ],
    });
    await begin();
    expect(screen.getByText('Step 2 of 3: Account')).toBeTruthy();
    await fill('Name', 'Help');
    await fill('E-mail address', 'help@gmail.com');
    expect(screen.getByLabelText<HTMLSelectElement>('Provider').selectedOptions[0]!.text).toMatch(/^Gmail/);
    expect(screen.getByText(/myaccount\.google\.com\/apppasswords/)).toBeTruthy();
    await fill('Password', 'abcd');
    await click('Connect inbox');
    await screen.findByText('Step 3 of 3: Check');
    expect(requests[0]!.body).toMatchObject({
      channel: 'email',
      name: 'Help',
      queue_id: 1,
      email: {
        address: 'help@gmail.com',
        from_name: 'Help',
        imap: { host: 'imap.gmail.com', password: 'abcd' },
        smtp: { host: 'smtp.gmail.com', port: 465 },
      },
    });
    await vi.waitFor(() => expect(screen.getByText('Test mail on its way…')).toBeTruthy());
    await vi.advanceTimersByTimeAsync(3_500);
    expect(await screen.findByText('All is well: the inbox works.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Send a test mail' })).toBeTruthy();
  });

  it('is refused at the field that is wrong', async () => {
    const requests = serve({
      'POST /inboxes': () => invalid('email.imap.host', 'Give the server’s name.'),
    });
    await begin();
    await fill('Name', 'Help');
    await fill('E-mail address', 'help@shop.example.com');
    await fill('Password', 'abcd');
    const [fetching] = screen.getAllByLabelText<HTMLInputElement>('Server');
    expect(fetching!.value).toBe('imap.shop.example.com');
    const [port] = screen.getAllByLabelText<HTMLInputElement>('Port');
    await fireEvent.input(port!, { target: { value: '99999' } });
    await click('Connect inbox');
    await vi.waitFor(() => expect(port!.getAttribute('aria-invalid')).toBe('true'));
    expect(requests).toEqual([]);
    await fireEvent.input(port!, { target: { value: '993' } });
    await click('Connect inbox');
    await vi.waitFor(() => expect(fetching!.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getAllByText('Give the server’s name.').length).toBe(2);
    expect(port!.getAttribute('aria-invalid')).toBeNull();
  });

  it('asks Microsoft’s for OAuth2 and for no password', async () => {
    serve({});
    await begin();
    await select('Provider', 'Microsoft 365, Outlook.com');
    expect(screen.queryByLabelText('Password')).toBeNull();
    expect(field('Address for tokens').value).toContain('login.microsoftonline.com');
    expect(field('Refresh token').required).toBe(true);
    await select('Where tokens come from', 'Google');
    expect(field('Scope').value).toBe('https://mail.google.com/');
  });
});

describe('a mailbox that is changed', () => {
  it('shows what is there, and no secret', () => {
    render(InboxForm, { inbox: mailInbox() });
    expect(field('E-mail address').value).toBe('help@example.com');
    expect(field('Password').value).toBe('');
    expect(field('Password').placeholder).toBe('Unchanged: enter one to replace it');
    expect(field('Password').required).toBe(false);
  });

  it('writes only what was changed', async () => {
    const requests = serve({ 'PATCH /inboxes/4': () => [200, mailInbox()] });
    render(InboxForm, { inbox: mailInbox() });
    await select('A mail that is here', 'Is moved to another folder');
    await fill('Folder', 'Done');
    await fill('Password', 'new');
    await click('Save');
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    expect(requests[0]!.body).toEqual({
      email: { imap: { password: 'new' }, after_import: 'move', move_to: 'Done' },
    });
    await vi.waitFor(() => expect(field('Password').value).toBe(''));
  });

  it('is refused at the field that is wrong', async () => {
    serve({ 'PATCH /inboxes/4': () => invalid('email.imap.username', 'Nobody by that name.') });
    render(InboxForm, { inbox: mailInbox() });
    await fill('User name', 'nobody');
    await click('Save');
    await vi.waitFor(() => expect(field('User name').getAttribute('aria-invalid')).toBe('true'));
    expect(field('User name').closest('details')!.open).toBe(true);
  });
});

describe('the mails of an inbox that are in no conversation', () => {
  const mail = (id: number, facts = {}) => ({
    id,
    state: 'failed',
    reason: 'It has no sender.',
    from: 'Ana <ana@example.com>',
    subject: `Subject ${id}`,
    size: 2_000,
    received_at: START,
    folder: 'INBOX',
    uid: id,
    conversation_id: null,
    message_id: null,
    tries: 3,
    is_kept: true,
    ...facts,
  });
  const page = (items: unknown[], next_cursor: string | null = null) => ({ items, next_cursor });

  it('are told with what was wrong, kept to be downloaded, and read once more', async () => {
    const requests = serve({
      'GET /inboxes/4/mails': () => [200, page([mail(1), mail(2, { subject: null, from: null })])],
      'POST /inboxes/4/mails/1/retries': () => [202, {}],
    });
    render(MailsPage, { inbox: mailInbox() });
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]!.textContent).toMatch(
      /Subject 1.*Ana <ana@example\.com>.*It has no sender\..*tried 3 times/s,
    );
    expect(rows[1]!.textContent).toMatch(/Without a subject.*unknown sender/s);
    const original = screen.getByRole('link', { name: 'Download: Subject 1' });
    expect(original.getAttribute('href')).toBe('/api/v1/inboxes/4/mails/1/raw');
    await click('Try again: Subject 1');
    await vi.waitFor(() => expect(screen.queryByText('Subject 1')).toBeNull());
    expect(requests.at(-1)!.method).toBe('POST');
  });

  it('are chosen by their state, and read on', async () => {
    const requests = serve({
      'GET /inboxes/4/mails': ({ path }) => {
        if (path.includes('state=failed')) return [200, page([])];
        return path.includes('cursor=b') ? [200, page([mail(6)])] : [200, page([mail(5)], 'b')];
      },
    });
    render(MailsPage, { inbox: mailInbox() });
    expect(await screen.findByText('Every mail could be read')).toBeTruthy();
    await click('Left out');
    await screen.findByText('Subject 5');
    await click('Show more');
    await screen.findByText('Subject 6');
    expect(screen.queryByRole('button', { name: /^Try again/ })).toBeNull();
    expect(requests.at(-1)!.path).toBe('/inboxes/4/mails?state=skipped&limit=50&cursor=b');
  });

  it('say so if they cannot be read', async () => {
    serve({ 'GET /inboxes/4/mails': () => [503, { status: 503, code: 'busy', detail: 'Not now.' }] });
    render(MailsPage, { inbox: mailInbox() });
    expect((await screen.findByRole('alert')).textContent).toBe('Not now.');
  });
});

describe('how a mailbox fares', () => {
  it('is asked for as long as somebody looks', async () => {
    vi.useFakeTimers();
    let done = 1;
    const requests = serve({
      'GET /inboxes/4': () => [
        200,
        mailInbox({ mail_state: mailState({ counts: { ...mailState().counts, done: done++ } }) }),
      ],
      'GET /inboxes/4/doctor': () => [200, { checked_at: START, checks: [check('imap', 'ok')] }],
    });
    render(CheckPage, { inbox: mailInbox() });
    await vi.advanceTimersByTimeAsync(5_500);
    expect(catalogue.inboxes.get(4)!.mail_state!.counts.done).toBe(2);
    const asked = (path: string) => requests.filter((one) => one.path === path).length;
    await vi.advanceTimersByTimeAsync(60_000);
    // The doctor signs in anew each time: counts are no reason for it.
    expect(asked('/inboxes/4/doctor')).toBeLessThanOrEqual(2);
    cleanup();
    const before = asked('/inboxes/4');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked('/inboxes/4')).toBe(before);
  });

  it('puts no older word over what was told live meanwhile', async () => {
    catalogue.inboxes.put(mailInbox({ name: 'Renamed' }));
    serve({
      'GET /inboxes/4': () => [200, mailInbox({ mail_state: mailState() })],
      'GET /inboxes/4/doctor': () => [200, { checked_at: START, checks: [check('imap', 'ok')] }],
    });
    render(CheckPage, { inbox: mailInbox() });
    await vi.waitFor(() => expect(catalogue.inboxes.get(4)!.mail_state).toBeTruthy());
    expect(catalogue.inboxes.get(4)!.name).toBe('Renamed');
  });

  it('cannot be tried with a mail to itself where the server knows no such thing', async () => {
    serve({ 'GET /inboxes/4/doctor': () => [200, { checked_at: START, checks: [check('imap', 'ok')] }] });
    render(CheckPage, { inbox: mailInbox() });
    await screen.findByText('All is well');
    await click('Send a test mail');
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Send a test mail' })).toBeNull());
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is told in words, with the server’s own', () => {
    const state = mailState({
      fetching: {
        status: 'waiting',
        last_ok_at: null,
        error: { at: START, stage: 'connect', text: '* BYE Too many connections' },
        next_try_at: START,
      },
      counts: { waiting: 0, done: 12, failed: 1, skipped: 0, duplicates: 2, stray: 0 },
    });
    serve({ 'GET /inboxes/4/doctor': () => [200, { checked_at: START, checks: [] }] });
    render(CheckPage, { inbox: mailInbox({ mail_state: state }) });
    const section = screen.getByRole('region', { name: 'How it stands' });
    for (const text of [
      /Waits to try again/,
      /Has not worked yet/,
      /BYE Too many/,
      /Works/,
      /12 mails taken in/,
    ])
      expect(section.textContent).toMatch(text);
    expect(section.textContent).not.toMatch(/left out/);
    const failed = screen.getByRole('link', { name: '1 could not be read' });
    expect(failed.getAttribute('href')).toBe('/admin/inboxes/4/mails?state=failed');
    expect(screen.getByRole('link', { name: /^Mails/ }).textContent).toContain('1');
    cleanup();
    render(CheckPage, {
      inbox: mailInbox({ mail_state: mailState({ sending: { ...mailState().sending, last_ok_at: null } }) }),
    });
    expect(screen.getByText('Not used since Deskbell started')).toBeTruthy();
  });
});

describe('messages that are held', () => {
  const held = { since: START, messages: 2 };
  const item = (facts = {}) => ({
    entry_id: 1,
    conversation_id: 7,
    to: 'ana@example.com',
    text: 'Hello',
    written_at: START,
    ...facts,
  });

  it('are decided about once they are seen, and the page goes on where it begins', async () => {
    let isThere = false;
    const requests = serve({
      'GET /inboxes/4/doctor': () => [200, { checked_at: START, checks: [] }],
      'GET /inboxes/4/held-messages': () =>
        isThere
          ? [200, { items: [item(), item({ entry_id: 2, to: null, text: '' })], next_cursor: null }]
          : [503, { status: 503, code: 'busy', detail: 'Not now.' }],
      'POST /inboxes/4/held-messages': () => [200, {}],
    });
    const main = document.body.appendChild(document.createElement('main'));
    Object.assign(main, { id: 'thread', tabIndex: -1 });
    catalogue.inboxes.put(mailInbox({ held }));
    render(CheckPage, { inbox: mailInbox({ held }) });
    expect((await screen.findByRole('alert')).textContent).toBe('Not now.');
    expect(screen.queryByRole('button', { name: 'Send them all' })).toBeNull();
    isThere = true;
    await click('Try again');
    expect((await screen.findByRole('link', { name: 'Open conversation #7' })).textContent).toBe(
      'Conversation #7',
    );
    expect(screen.getByText('(no text)')).toBeTruthy();
    await click('Send them all');
    confirmation.answer(true);
    await vi.waitFor(() => expect(toasts.shown.at(-1)?.text).toBe('2 messages are sent'));
    expect(document.activeElement).toBe(main);
    expect(catalogue.inboxes.get(4)!.held).toBeNull();
    expect(requests.at(-1)!.method).toBe('POST');
    main.remove();
  });
});
