import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check, Template } from '../../api/inboxes';
import { router } from '../../lib/router.svelte';
import { session } from '../../lib/session.svelte';
import { catalogue } from '../../lib/store/catalogue.svelte';
import { configuration } from '../../lib/store/configuration.svelte';
import { inbox, me, queue, START } from '../../test/samples';
import { refusal, serve } from '../../test/server';
import { confirmation } from '../../ui/confirm.svelte';
import InboxForm from '../InboxForm.svelte';
import CheckPage from './CheckPage.svelte';
import TemplatesPage from './TemplatesPage.svelte';
import { filled } from './templateWords';
import { WEBHOOK_FIELDS } from './webhookFields';
import Wizard from './Wizard.svelte';

const check = (id: string, status: Check['status'], facts: Partial<Check> = {}): Check => ({
  id,
  status,
  title: `The ${id}`,
  detail: `Told of the ${id}.`,
  advice: null,
  at: null,
  ...facts,
});
const report = (...checks: Check[]) => ({ checked_at: START, checks });
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const fill = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });

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

describe('what is held since a backup was put back', () => {
  const item = { conversation_id: 4, entry_id: 7, to: 'mira@example.org', text: 'Hi', written_at: START };

  it('is listed, and goes out once an admin is sure', async () => {
    const held = inbox(5, { held: { since: START, messages: 3 } });
    catalogue.inboxes.put(held);
    const asked = serve({
      'GET /inboxes/5/doctor': () => [200, report()],
      'GET /inboxes/5/held-messages': () => [200, { items: [item] }],
      'POST /inboxes/5/held-messages': () => [200, { items: [] }],
    });
    vi.spyOn(confirmation, 'ask').mockResolvedValueOnce(false).mockResolvedValueOnce(true);
    render(CheckPage, { inbox: held });
    const link = await screen.findByRole('link', { name: 'Open the conversation with mira@example.org' });
    expect(link.getAttribute('href')).toBe('/c/4?entry=7');
    expect(screen.getByText('and 2 more')).toBeTruthy();
    const decided = () => asked.filter(({ method }) => method === 'POST').map(({ body }) => body);
    await click('Discard them all');
    await vi.waitFor(() => expect(confirmation.ask).toHaveBeenCalledOnce());
    expect(decided()).toEqual([]);
    await click('Send them all');
    await vi.waitFor(() => expect(decided()).toEqual([{ send: true }]));
    await vi.waitFor(() => expect(catalogue.inboxes.get(5)?.held).toBeNull());
  });
});

describe('adding an inbox', () => {
  it('leads from the channel to what works, step by step', async () => {
    const asked = serve({
      'POST /inboxes': () => [201, inbox(5, { name: 'Page', channel: 'messenger' })],
      'POST /inboxes/5/subscription': () => [200, report(check('token', 'ok'), check('callback', 'unknown'))],
      'GET /inboxes/5/doctor': () => [200, report(check('token', 'ok'), check('callback', 'ok'))],
    });
    render(Wizard);
    await fireEvent.click(screen.getByRole('radio', { name: /^Messenger/ }));
    await click('Next');
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Step 2 of 4: Account'));
    await fill('Name', ' Page ');
    await fill('Page ID', ' 108 ');
    await fill('Page access token', 'EAAB');
    await fill('App ID', '42');
    await fill('App secret', 'shh');
    await click('Connect inbox');
    await screen.findByText('Step 3 of 4: At Meta');
    const token = (asked[0]!.body as { messenger: { verify_token: string } }).messenger.verify_token;
    expect(asked[0]!.body).toEqual({
      channel: 'messenger',
      name: 'Page',
      queue_id: 1,
      messenger: {
        page_id: '108',
        page_access_token: 'EAAB',
        app_id: '42',
        app_secret: 'shh',
        verify_token: token,
      },
    });
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(screen.getByText(token)).toBeTruthy();
    expect(screen.getByText(/\/hooks\/messenger$/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy: Callback address' })).toBeTruthy();
    await click('Done: subscribe and check');
    expect(await screen.findByText(/Write a message to the inbox/)).toBeTruthy();
    await click('Check again');
    expect(await screen.findByText('All is well: the inbox works.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Finish' })).toBeTruthy();
  });

  it('asks before it is left with what was pasted, and not once it is connected', async () => {
    serve({ 'POST /inboxes': () => [201, inbox(5)] });
    render(Wizard);
    await click('Next');
    expect(router.guard).toBeNull();
    for (const label of ['Name', 'Access token', 'App secret']) await fill(label, 'x');
    for (const label of ['Phone number ID', 'WhatsApp Business Account ID']) await fill(label, '1');
    expect(router.guard).not.toBeNull();
    await click('Connect inbox');
    await screen.findByText('Step 3 of 4: At Meta');
    expect(router.guard).toBeNull();
    const fields = within(screen.getByRole('list', { name: 'Webhook fields' })).getAllByRole('checkbox');
    expect(fields).toHaveLength(WEBHOOK_FIELDS.whatsapp.length);
  });

  it('asks for other facts for WhatsApp, and only digits where Meta has digits', async () => {
    const asked = serve({
      'POST /inboxes': () => refusal('invalid', 'This number has an inbox already.', 422),
    });
    render(Wizard);
    await click('Next');
    for (const [label, value] of [
      ['Name', 'Shop'],
      ['Phone number ID', '+351 912'],
      ['WhatsApp Business Account ID', '102'],
      ['Access token', 'EAAG'],
      ['App secret', 'shh'],
    ] as const)
      await fill(label, value);
    await click('Connect inbox');
    expect((await screen.findByRole('alert')).textContent).toMatch(/Only digits/);
    expect(asked).toEqual([]);
    await fill('Phone number ID', '106');
    await click('Connect inbox');
    await vi.waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/has an inbox already/));
    await click('Back');
    await click('Next');
    expect(screen.getByLabelText<HTMLInputElement>('Phone number ID').value).toBe('106');
  });

  it('goes on to the checks although Meta refuses, and tells why', async () => {
    serve({
      'POST /inboxes': () => [201, inbox(5)],
      'POST /inboxes/5/subscription': () => refusal('provider', 'The token may not do this.', 502),
      'GET /inboxes/5/doctor': () => [
        200,
        report(check('scopes', 'failed', { advice: 'Make a new token.' })),
      ],
    });
    render(Wizard);
    await click('Next');
    for (const label of ['Name', 'Access token', 'App secret']) await fill(label, 'x');
    for (const label of ['Phone number ID', 'WhatsApp Business Account ID']) await fill(label, '1');
    await click('Connect inbox');
    await screen.findByText('Step 3 of 4: At Meta');
    await click('Done: subscribe and check');
    expect(await screen.findByText('Make a new token.')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toBe('The token may not do this.');
  });
});

describe('the check of an inbox', () => {
  it('tells each finding in words, with what to do', async () => {
    serve({
      'GET /inboxes/3/doctor': () => [
        200,
        report(
          check('token', 'failed', { advice: 'Enter a new one.' }),
          check('callback', 'ok', { at: START }),
        ),
      ],
    });
    render(CheckPage, { inbox: inbox(3) });
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]!.textContent).toMatch(
      /The token\s*Not working.*Told of the token\..*What to do:\s*Enter a new one\./s,
    );
    expect(rows[1]!.textContent).toMatch(/In order/);
    expect(screen.getByText('1 thing to look at')).toBeTruthy();
  });

  it('finds all well although something cannot be found out, but not before Meta has called', async () => {
    const checks = [check('scopes', 'unknown'), check('signature', 'unknown')];
    serve({ 'GET /inboxes/3/doctor': () => [200, report(...checks)] });
    render(CheckPage, { inbox: inbox(3) });
    expect((await screen.findAllByRole('listitem')).length).toBe(2);
    expect(screen.queryByText('All is well')).toBeNull();
    checks[1] = check('signature', 'ok');
    await click('Check again');
    expect(await screen.findByText('All is well')).toBeTruthy();
  });

  it('says no more why Meta refused, once all is well', async () => {
    serve({
      'GET /inboxes/3/doctor': () => [200, report(check('subscription', 'ok'))],
      'POST /inboxes/3/subscription': () => refusal('provider', 'The token may not do this.', 502),
    });
    render(CheckPage, { inbox: inbox(3) });
    await screen.findByText('All is well');
    await click('Subscribe at Meta');
    expect((await screen.findByRole('alert')).textContent).toBe('The token may not do this.');
    await click('Check again');
    await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('is made again when the inbox has changed, and not for nothing', async () => {
    vi.useFakeTimers();
    catalogue.inboxes.put(inbox(3));
    const asked = serve({ 'GET /inboxes/3/doctor': () => [200, report(check('token', 'ok'))] });
    render(CheckPage, { inbox: inbox(3) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(1);
    catalogue.inboxes.put(inbox(3));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(1);
    catalogue.inboxes.put(inbox(3, { last_inbound_at: START }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(2);
  });
});

describe('an inbox that is changed', () => {
  it('takes a new token of its own channel, and nothing that stayed empty', async () => {
    const stopped = inbox(3, {
      channel: 'messenger',
      status: 'stopped',
      status_reason: 'The token has ended.',
    });
    const asked = serve({ 'PATCH /inboxes/3': () => [200, { ...stopped, status: 'ok' }] });
    render(InboxForm, { inbox: stopped });
    expect(screen.getByText('The token has ended.')).toBeTruthy();
    expect(screen.queryByLabelText('Access token')).toBeNull();
    await fill('Page access token', 'EAAC');
    await click('Save');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]!.body).toEqual({ messenger: { page_access_token: 'EAAC' } });
  });

  it('writes back only the options that were changed', async () => {
    const asked = serve({ 'PATCH /inboxes/3': () => [200, inbox(3)] });
    render(InboxForm, { inbox: inbox(3) });
    await fireEvent.click(
      screen.getByRole('switch', { name: 'Show customers that their messages were read' }),
    );
    await click('Save');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]!.body).toEqual({ options: { marks_read: false } });
  });
});

const TEMPLATE: Template = {
  id: 1,
  name: 'order_update',
  language: 'en_US',
  status: 'approved',
  category: 'utility',
  quality: 'yellow',
  parameter_format: 'positional',
  reason: null,
  components: [
    { type: 'header', format: 'image', text: null, example: [], buttons: [] },
    {
      type: 'body',
      format: null,
      text: 'Hi {{1}}, it ships {{2}}',
      example: ['Pablo', 'Friday'],
      buttons: [],
    },
    {
      type: 'buttons',
      format: null,
      text: null,
      example: [],
      buttons: [{ type: 'url', text: 'Track', url: 'https://a.example', phone: null }],
    },
  ],
  parameters: [
    { component: 'header', index: 0, name: null, example: null, kind: 'image' },
    { component: 'body', index: 0, name: null, example: 'Pablo', kind: 'text' },
  ],
  sendable: true,
  synced_at: START,
};

describe('the templates of an inbox', () => {
  const page = (...items: Template[]) => ({ items, next_cursor: null, synced_at: START, failure: null });

  it('show what the customer would see, and what is to be filled in', async () => {
    serve({ 'GET /inboxes/3/templates': () => [200, page(TEMPLATE)] });
    render(TemplatesPage, { inbox: inbox(3) });
    const item = (await screen.findByText('order_update')).closest('details')!;
    for (const text of ['Approved', 'Middling quality', 'Hi Pablo, it ships Friday', 'Track'])
      expect(within(item).getByText(text)).toBeTruthy();
    expect(item.textContent).toMatch(/To fill in.*Header:\s*Picture.*Text:\s*\{\{1\}\}/s);
  });

  it('are searched, narrowed, fetched by hand, and read again when they have changed', async () => {
    const asked = serve({
      'GET /inboxes/3/templates': () => [200, page(TEMPLATE)],
      'POST /inboxes/3/template-syncs': () => [202, {}],
    });
    render(TemplatesPage, { inbox: inbox(3) });
    await screen.findByText('order_update');
    await fireEvent.input(screen.getByRole('searchbox', { name: 'Find a template' }), {
      target: { value: 'order' },
    });
    await fireEvent.change(screen.getByLabelText('Status'), { target: { selectedIndex: 1 } });
    await vi.waitFor(() =>
      expect(asked.at(-1)!.path).toBe('/inboxes/3/templates?limit=100&status=approved&q=order'),
    );
    await click('Fetch from Meta');
    await vi.waitFor(() => expect(asked.at(-1)!.method).toBe('POST'));
    const before = asked.length;
    configuration.note('templates');
    await tick();
    await vi.waitFor(() => expect(asked.length).toBe(before + 1));
  });

  it('stay as many as were opened when they are read again', async () => {
    const named = (name: string) => ({ ...TEMPLATE, name });
    serve({
      'GET /inboxes/3/templates': ({ path }) =>
        path.includes('cursor=b')
          ? [200, page(named('second'))]
          : [200, { ...page(named('first')), next_cursor: 'b' }],
    });
    render(TemplatesPage, { inbox: inbox(3) });
    await screen.findByText('first');
    await click('Show more');
    await screen.findByText('second');
    vi.useFakeTimers();
    configuration.note('templates');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(screen.getByText('first')).toBeTruthy();
    expect(screen.getByText('second')).toBeTruthy();
  });

  it('say why they could not be fetched', async () => {
    const failure = 'The token has ended.';
    serve({ 'GET /inboxes/3/templates': () => [200, { ...page(TEMPLATE), failure }] });
    render(TemplatesPage, { inbox: inbox(3) });
    expect((await screen.findByRole('status')).textContent).toContain(failure);
    expect(screen.getByText('order_update')).toBeTruthy();
  });

  it('say that there are none, and why none is shown', async () => {
    serve({ 'GET /inboxes/3/templates': () => [200, page()] });
    render(TemplatesPage, { inbox: inbox(3) });
    expect(await screen.findByText('No templates')).toBeTruthy();
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'x' } });
    expect(await screen.findByText('No template like that')).toBeTruthy();
  });

  it('keep a place that has no example', () => {
    expect(filled({ text: '{{1}} and {{name}}', example: ['One'] })).toBe('One and {{name}}');
  });
});
