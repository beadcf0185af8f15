import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ContentFile } from '../../api/content';
import type { Mail } from '../../api/mail';
import type { Delivery, Entry } from '../../api/types';
import { conversations } from '../../lib/store/conversations.svelte';
import { anHourLater, shown } from '../../test/message';
import { acts } from '../../test/acts';
import { conversation, entry, later, mail } from '../../test/samples';
import { serve } from '../../test/server';
import DeliveryPopover from '../Delivery.svelte';

const HTML = '/api/v1/conversations/1/messages/1/html';
const QUOTED = 'On 3 May 2026, Lena wrote:\n> Hello';

const came = (facts: Partial<Mail> = {}, entry: Partial<Entry> = {}) =>
  shown({ text: 'My own words', mail: mail(facts), ...entry }, { channel: 'email' });
const card = () => screen.getByRole('article');
const frame = () => card().querySelector('iframe');
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

/** The frame has the server's page. */
async function arrive(body: string, type = 'text/html') {
  const page = document.implementation.createHTMLDocument('mail');
  page.body.innerHTML = body;
  Object.defineProperty(page, 'contentType', { value: type });
  Object.defineProperty(frame()!, 'contentDocument', { value: page, configurable: true });
  await fireEvent.load(frame()!);
  return page;
}

const file = (id: number, name: string): ContentFile => ({
  kind: 'image',
  name,
  mime: 'image/png',
  size: 2_000,
  state: 'here',
  reason: null,
  may_retry: false,
  attachment: {
    id,
    name,
    mime: 'image/png',
    size: 2_000,
    url: `/api/v1/attachments/${name}`,
  },
});

anHourLater();
afterEach(() => {
  conversations.forget();
});

describe('the head of a mail', () => {
  it('says in a line who it is from and to, and opens to the rest', async () => {
    conversations.put(conversation(1, { channel: 'email', subject: 'Where is my order?' }));
    came({ subject: 'Re: Where is my order?', authentication: 'spf=pass', cc: [] });
    const line = screen.getByRole('button', { name: /^Mira Aziz to help@example.com$/ });
    expect(line.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByText('Re: Where is my order?')).toBeNull();
    await fireEvent.click(line);
    for (const text of ['Mira Aziz <mira@example.org>', 'Re: Where is my order?', 'spf=pass'])
      expect(within(card()).getByText(text)).toBeTruthy();
    const original = screen.getByRole('link', { name: 'Download original' });
    expect(original.getAttribute('href')).toBe('/api/v1/conversations/1/messages/1/mail');
    expect(original.getAttribute('download')).toBe('mail-1.eml');
  });

  it('names a subject that is not the conversation’s', () => {
    conversations.put(conversation(1, { channel: 'email', subject: 'Order' }));
    came({ subject: 'Something new' });
    expect(screen.getByText('Something new')).toBeTruthy();
  });

  it('tells where answers go, and where they do not', () => {
    conversations.put(
      conversation(1, {
        contact: { id: 1, name: 'Mira', phone: null, email: 'mira@example.org', username: null },
        mail_head: { to: { name: 'Mira', address: 'mira@work.example' }, subject: 'Re: Order' },
      }),
    );
    came({
      reply_to: { name: null, address: 'orders@example.org' },
      cc: [{ name: 'Rui', address: 'rui@example.org' }],
      is_from_other_address: true,
      is_automatic: true,
    });
    expect(card().textContent).toMatch(/Mira Aziz\s+wants answers at orders@example\.org/);
    expect(card().textContent).toMatch(/Cc:\s+Rui\. They get no answer\./);
    expect(card().textContent).toMatch(
      /Written from another address: mira@example\.org\.\s+Your answer goes to mira@work\.example\./,
    );
    expect(screen.getByText('Automatic reply')).toBeTruthy();
  });

  it('says nothing of a Reply-To that is the sender', () => {
    came({ reply_to: { name: 'Mira', address: 'MIRA@example.org' } });
    expect(card().textContent).not.toContain('wants answers');
  });
});

describe('the text of a mail', () => {
  it('keeps its lines, has links, and folds what is quoted', async () => {
    came({}, { text: 'See https://a.example/1\n  indented', quoted_text: QUOTED });
    expect(screen.getByRole('link', { name: 'https://a.example/1' })).toBeTruthy();
    expect(card().textContent).toContain('\n  indented');
    expect(card().textContent).not.toContain('Lena wrote');
    await click('Show quoted text');
    expect(card().textContent).toContain('Lena wrote');
    await click('Hide quoted text');
    expect(card().textContent).not.toContain('Lena wrote');
  });

  it('is never HTML', () => {
    came({}, { text: '<img src=x onerror=alert(1)>', quoted_text: null });
    expect(card().querySelector('img')).toBeNull();
    expect(frame()).toBeNull();
  });

  it('is missed in words', () => {
    came({}, { text: null });
    expect(screen.getByText('This mail has no text.')).toBeTruthy();
  });

  it('has what could not be shown told in words', () => {
    came({ notices: ['encrypted', 'winmail', 'html_too_large', 'truncated', 'files_left_out', 'new_one'] });
    for (const text of [/is encrypted/, /winmail\.dat/, /too intricate/, /Only the beginning/, /more files/])
      expect(screen.getByText(text)).toBeTruthy();
  });

  it('has an invitation as a card', () => {
    const invitation = {
      summary: 'Call',
      starts: '2026-05-07T10:00',
      ends: null,
      location: 'Room 5',
      organizer: 'Ben',
      method: 'CANCEL',
    };
    came({ invitation });
    const section = screen.getByRole('region', { name: 'Cancelled appointment' });
    for (const text of ['Call', 'Room 5', 'Ben']) expect(within(section).getByText(text)).toBeTruthy();
  });
});

describe('a mail of ours', () => {
  const sent = (facts: Partial<Entry> = {}) =>
    shown(
      {
        direction: 'outbound',
        author: { kind: 'agent', id: 1, name: 'Ana' },
        text: '**Two** things:\n- <b>one</b>',
        content: null,
        delivery: { status: 'sent', at: {}, reason: null, code: null, parts: [] },
        ...facts,
      },
      { channel: 'email' },
    );

  it('is drawn as it was meant, and never as HTML', () => {
    sent({ mail: mail() });
    expect(screen.getByText('Two').tagName).toBe('STRONG');
    expect(screen.getByText('<b>one</b>').closest('li')).toBeTruthy();
    cleanup();
    sent();
    expect(screen.getByText('Two').tagName).toBe('STRONG');
    cleanup();
    came({}, { text: '**Two**' });
    expect(screen.getByText('**Two**')).toBeTruthy();
  });

  it('is told to be with the mail server, and no further', () => {
    sent();
    expect(screen.getByRole('button', { name: 'Delivery: Accepted by the mail server' })).toBeTruthy();
    cleanup();
    sent({ delivery: { status: 'unknown', at: {}, reason: null, code: null, parts: [] } });
    expect(screen.getByText(/We cannot tell whether this mail was delivered/)).toBeTruthy();
    expect(card().textContent).toContain('broke off before it answered');
    cleanup();
    sent({
      delivery: { status: 'failed', at: {}, reason: 'The address does not exist.', code: null, parts: [] },
    });
    expect(card().textContent).toMatch(/Not delivered\.\s+The address does not exist\./);
  });
});

describe('a mail in doubt', () => {
  const doubted = (reason: string | null = null) =>
    entry(1, {
      direction: 'outbound',
      author: { kind: 'agent', id: 1, name: 'Ana' },
      delivery: {
        status: 'unknown',
        at: { queued: later(0), sent: later(90), unknown: later(60) },
        reason,
        code: null,
        parts: [],
      },
    }) as Entry & { delivery: Delivery };

  it('has its steps in the order in which they came, by short words', () => {
    const anchor = document.body.appendChild(document.createElement('button'));
    const acting = acts({ channel: 'email' });
    render(DeliveryPopover, { props: { entry: doubted(), anchor, acts: acting, onclose: () => undefined } });
    const steps = [...document.querySelectorAll('dt')].map((step) => step.textContent);
    expect(steps).toEqual(['Queued', 'In doubt', 'Accepted by the mail server']);
    expect(
      screen.getByText(/^We cannot tell whether this mail was delivered\. The mail server/),
    ).toBeTruthy();
    anchor.remove();
  });

  it('that is marked as sent leaves the focus on what tells of it', async () => {
    const sent = { ...doubted(), delivery: { ...doubted().delivery, status: 'sent' } };
    serve({ 'PUT /conversations/1/timeline/1/delivery': () => [200, sent] });
    shown(doubted(), { channel: 'email', mayActOn: () => true });
    const mark = screen.getByRole('button', { name: 'Mark as sent' });
    mark.focus();
    await click('Mark as sent');
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Delivery:/));
    vi.unstubAllGlobals();
  });
});

describe('a formatted mail', () => {
  const formatted = (facts: Partial<Mail> = {}, entry: Partial<Entry> = {}) =>
    came(facts, { html_url: HTML, ...entry });

  it('is shown at once, in a frame in which no script runs', () => {
    formatted();
    expect(frame()!.getAttribute('src')).toBe(HTML);
    expect(frame()!.getAttribute('sandbox')!.split(' ').sort()).toEqual([
      'allow-popups',
      'allow-popups-to-escape-sandbox',
      'allow-same-origin',
    ]);
    expect(frame()!.title).toBe('Mail from Mira Aziz');
    expect(frame()!.getAttribute('loading')).toBe('lazy');
    expect(screen.queryByText('My own words')).toBeNull();
  });

  it('opens its links elsewhere', async () => {
    formatted();
    const page = await arrive('<a href="https://a.example">there</a>');
    const link = page.querySelector('a')!;
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer nofollow']);
  });

  it('folds what it quotes, if the place is found', async () => {
    formatted({}, { quoted_text: QUOTED });
    expect(screen.queryByRole('button', { name: 'Show quoted text' })).toBeNull();
    const page = await arrive('<p>My own words</p><p id="q">On 3 May 2026, Lena wrote:</p>');
    const part = page.querySelector<HTMLElement>('#q span')!;
    expect(part.style.display).toBe('none');
    await click('Show quoted text');
    expect(part.style.display).toBe('');
  });

  it('can be read as text', async () => {
    formatted(
      { inline_files: [0] },
      { content: { type: 'files', files: [file(5, 'logo.png'), file(6, 'slip.png')] } },
    );
    expect(screen.queryByRole('button', { name: 'Open logo.png' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Open slip.png' })).toBeTruthy();
    await click(/^Mira Aziz to/);
    await click('Show as plain text');
    expect(frame()).toBeNull();
    expect(screen.getByText('My own words')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Open logo.png' })).toBeTruthy();
    await click('Show original formatting');
    expect(frame()).toBeTruthy();
  });

  it('shows remote images only when asked to, and only its own', async () => {
    formatted({ has_remote_images: true });
    expect(screen.getByText('Remote images are blocked.')).toBeTruthy();
    await click('Show images');
    expect(frame()!.getAttribute('src')).toBe(`${HTML}?remote=true`);
    expect(screen.queryByText('Remote images are blocked.')).toBeNull();
    cleanup();
    formatted({ has_remote_images: true });
    expect(frame()!.getAttribute('src')).toBe(HTML);
  });

  it('gives way to its text if it cannot be loaded', async () => {
    formatted();
    await arrive('{"code":"not_found"}', 'application/problem+json');
    expect(frame()).toBeNull();
    expect(screen.getByText('My own words')).toBeTruthy();
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
  });

  it('lets the desk’s shortcuts through', async () => {
    formatted();
    const page = await arrive('<p>x</p>');
    const keys: string[] = [];
    const listen = (event: KeyboardEvent) => void keys.push(event.key);
    addEventListener('keydown', listen);
    page.dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));
    removeEventListener('keydown', listen);
    expect(keys).toEqual(['j']);
  });
});
