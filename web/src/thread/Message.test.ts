import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Content, ContentFile, Rich } from '../api/content';
import type { Entry } from '../api/types';
import { dialogs } from '../lib/dialogs.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { anHourLater, shown } from '../test/message';
import { agent, entry, later, me, rich, START } from '../test/samples';
import { serve } from '../test/server';
import { confirmation } from '../ui/confirm.svelte';
import { menu } from '../ui/menu.svelte';
import type { ThreadActs } from './content/acts';

const inbound = (content: Content, text: string | null = null) => shown({ content, text });
const message = () => screen.getByRole('article');

const FILE: ContentFile = {
  kind: 'image',
  name: 'slip.jpg',
  mime: 'image/jpeg',
  size: 84_000,
  state: 'here',
  reason: null,
  may_retry: false,
  attachment: {
    id: 31,
    name: 'slip.jpg',
    mime: 'image/jpeg',
    size: 84_000,
    url: '/api/v1/attachments/31',
    width: 1200,
    height: 900,
  },
};
anHourLater();
afterEach(() => {
  vi.unstubAllGlobals();
  dialogs.close();
});

describe('what a customer sends', () => {
  it('has WhatsApp’s marks in WhatsApp, and stars elsewhere', () => {
    shown({ text: 'It is *very* urgent' });
    expect(screen.getByText('very').tagName).toBe('STRONG');
    cleanup();
    shown({ text: 'It is *very* urgent' }, { channel: 'messenger' });
    expect(screen.getByText('It is *very* urgent')).toBeTruthy();
  });

  it('is never HTML', () => {
    shown({ text: '<img src=x onerror=alert(1)> *<b>x</b>*' });
    expect(message().querySelector('img, b')).toBeNull();
  });

  it('is a picture that opens large', async () => {
    const { openPicture } = inbound({ type: 'files', files: [FILE] }, 'Here it is');
    const button = screen.getByRole('button', { name: 'Open slip.jpg' });
    expect(button.querySelector('img')?.getAttribute('src')).toBe('/api/v1/attachments/31');
    await fireEvent.click(button);
    expect(openPicture).toHaveBeenCalledExactlyOnceWith(31);
    expect(screen.getByText('Here it is')).toBeTruthy();
  });

  it('is a file that is on its way, or that can be fetched again', async () => {
    inbound({ type: 'files', files: [{ ...FILE, state: 'coming', attachment: null }] });
    expect(screen.getByText(/Picture is on its way/)).toBeTruthy();
    cleanup();
    const asked = serve({
      'POST /conversations/1/timeline/1/files/1/retries': () => [200, entry(1)],
    });
    const failed: ContentFile = {
      ...FILE,
      kind: 'voice',
      state: 'failed',
      attachment: null,
      reason: 'Meta has deleted it.',
      may_retry: true,
    };
    inbound({ type: 'files', files: [FILE, failed] });
    expect(screen.getByText('Voice message could not be fetched')).toBeTruthy();
    expect(screen.getByText('Meta has deleted it.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Fetch it again' }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
  });

  it('is a voice message that is played, at more than one speed', async () => {
    inbound({ type: 'files', files: [{ ...FILE, kind: 'voice', mime: 'audio/ogg' }] });
    const audio = message().querySelector('audio')!;
    const play = vi.spyOn(audio, 'play').mockImplementation(async () => {
      audio.dispatchEvent(new Event('play'));
    });
    await fireEvent.click(screen.getByRole('button', { name: 'Play: Voice message' }));
    expect(play).toHaveBeenCalledOnce();
    expect(screen.getByRole('button', { name: 'Pause: Voice message' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Speed: 1×' }));
    expect(audio.playbackRate).toBe(1.5);
    const slider = screen.getByRole('slider', { name: 'Position: Voice message' });
    Object.defineProperty(audio, 'duration', { value: 63, configurable: true });
    await fireEvent(audio, new Event('durationchange'));
    await fireEvent.keyDown(slider, { key: 'ArrowRight' });
    expect(slider.getAttribute('aria-valuetext')).toBe('0:05 of 1:03');
  });

  it('is a document, a sticker or a video', () => {
    inbound({ type: 'files', files: [{ ...FILE, kind: 'document', name: 'prices.pdf' }] });
    const link = screen.getByRole('link', { name: /prices.pdf/ });
    expect(link.getAttribute('download')).toBe('prices.pdf');
    expect(link.textContent).toMatch(/PDF · 84/);
    cleanup();
    inbound({ type: 'files', files: [{ ...FILE, kind: 'sticker', mime: 'image/webp' }] });
    expect(screen.getByRole('img', { name: 'Sticker' })).toBeTruthy();
    expect(message().querySelector('.bubble.bare')).toBeTruthy();
    cleanup();
    inbound({ type: 'files', files: [{ ...FILE, kind: 'video', mime: 'video/mp4' }] });
    expect(message().querySelector('video')?.hasAttribute('controls')).toBe(true);
  });

  it('is a place, without any map being loaded', () => {
    inbound({ type: 'location', latitude: 38.7223, longitude: -9.1393, name: 'Praça', address: 'Lisboa' });
    expect(screen.getByText('Praça')).toBeTruthy();
    expect(screen.getByText(/38.722300, -9.139300/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy: Coordinates' })).toBeTruthy();
    expect(screen.getByRole('link', { name: /OpenStreetMap/ }).getAttribute('rel')).toContain('noreferrer');
    expect(message().querySelector('img, iframe')).toBeNull();
  });

  it('is somebody’s card, from which a conversation begins', async () => {
    catalogue.inboxes.put({ id: 1, channel: 'whatsapp', status: 'ok' } as never);
    const rui = {
      name: 'Rui',
      phones: [{ number: '+351 911', type: 'CELL' }],
      emails: [],
      organisation: 'Shop',
    };
    inbound({ type: 'people', people: [rui] });
    await fireEvent.click(screen.getByRole('button', { name: 'Start conversation with Rui' }));
    expect(dialogs.open).toEqual({ name: 'start', address: '+351 911' });
  });

  it('is an order with its sum', () => {
    const items = [
      { product: 'shoe-42', quantity: 2, price: '30.00', currency: 'EUR' },
      { product: 'lace', quantity: 1, price: '2.50', currency: 'EUR' },
    ];
    inbound({ type: 'order', order: { catalog: '194', items } });
    const rows = within(screen.getByRole('table')).getAllByRole('row');
    expect(rows).toHaveLength(4);
    expect(rows[3]!.textContent).toMatch(/Sum.*62\.50/);
  });

  it('is shown although it says things twice', () => {
    const twice = { number: '+351 911', type: null };
    const rui = { name: null, phones: [twice, twice], emails: ['a@b.c', 'a@b.c'], organisation: null };
    inbound({ type: 'people', people: [rui, rui] });
    expect(screen.getAllByText('No name')).toHaveLength(2);
    expect(screen.getAllByText('a@b.c')).toHaveLength(4);
  });

  it('is a form, a link, or a choice', () => {
    const answers = [
      { key: 'flow_token', value: 't' },
      { key: 'delivery_day', value: 'Friday' },
    ];
    inbound({ type: 'form', form: { name: 'flow', answers } });
    expect(screen.getByText('delivery day')).toBeTruthy();
    expect(screen.queryByText('flow token')).toBeNull();
    cleanup();
    inbound({ type: 'link', link: { title: 'A shoe', url: 'https://shop.example/1' } });
    expect(screen.getByRole('link', { name: 'Open shop.example' })).toBeTruthy();
    cleanup();
    inbound({ type: 'choice', payload: 'yes-7' }, 'Yes, please');
    expect(screen.getByText('Yes, please')).toBeTruthy();
    expect(screen.queryByText('Payload: yes-7')).toBeNull();
    cleanup();
    session.me = me({ role: 'admin' });
    inbound({ type: 'choice', payload: 'yes-7' }, 'Yes, please');
    expect(screen.getByText('Payload: yes-7')).toBeTruthy();
  });

  it('is named where it cannot be shown, and leads admins to what came', async () => {
    shown({ content: { type: 'group_invite', supported: false }, text: null });
    expect(screen.getByText('A message of the kind “group invite” cannot be shown here.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show what came' })).toBeNull();
    cleanup();
    session.me = me({ role: 'admin' });
    const { showRaw } = shown({ content: { type: 'group_invite', supported: false }, text: null });
    await fireEvent.click(screen.getByRole('button', { name: 'Show what came' }));
    expect(showRaw).toHaveBeenCalledOnce();
  });
});

describe('where a message comes from', () => {
  it('is marked: forwarded, through an ad, about a product, written elsewhere', () => {
    const referral = {
      source: 'ad',
      url: 'https://fb.me/x',
      headline: 'Summer sale',
      text: null,
      code: null,
      ad: '1',
    };
    shown({ forwarded: 'often', referral, product: { catalog: null, id: 'shoe-42' } });
    expect(screen.getByText('Forwarded many times')).toBeTruthy();
    expect(screen.getByText('Summer sale')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Open the ad' })).toBeTruthy();
    expect(screen.getByText('About the product shoe-42')).toBeTruthy();
    cleanup();
    const author = { kind: 'outside' as const, id: null, name: 'WhatsApp phone' };
    shown({ outside: true, direction: 'outbound', author });
    expect(screen.getByText('Written outside Deskbell: WhatsApp phone')).toBeTruthy();
  });

  it('leads to what it answers, even if that is not loaded', async () => {
    const { jump } = shown({ reply_to: 9 });
    await fireEvent.click(screen.getByRole('button', { name: /An earlier message/ }));
    expect(jump).toHaveBeenCalledExactlyOnceWith(9);
    cleanup();
    const quoted = entry(9, { text: null, content: { type: 'files', files: [FILE] } });
    shown({ reply_to: 9 }, { find: () => quoted });
    expect(screen.getByRole('button', { name: /In reply to Contact 1.*Picture/ })).toBeTruthy();
  });
});

describe('what became of a message', () => {
  it('that was deleted is told, and shown on demand', async () => {
    shown({ text: 'My card is 4111', deleted_at: later(60) });
    expect(screen.queryByText('My card is 4111')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Show what it was' }));
    expect(screen.getByText('My card is 4111').closest('.struck')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Hide it again' }));
    expect(screen.queryByText('My card is 4111')).toBeNull();
  });

  it('that was deleted on another day tells which', () => {
    shown({ text: 'My card is 4111', deleted_at: later(60) });
    expect(message().textContent).not.toContain('2026');
    cleanup();
    shown({ text: 'My card is 4111', deleted_at: later(3 * 86_400) });
    expect(message().textContent).toMatch(/Deleted .*May.* 2026/);
  });

  it('that was edited keeps what it said', async () => {
    shown({ text: 'Friday', versions: [{ text: 'Thursday', until: later(30) }] });
    expect(screen.queryByText('Thursday')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: /^Edited once/ }));
    expect(screen.getByText('Thursday')).toBeTruthy();
  });
});

describe('reactions', () => {
  it('of both sides show, and one’s own is taken back', async () => {
    catalogue.agents.put(agent(1, { name: 'Ana Lima' }));
    const asked = serve({ 'DELETE /conversations/1/timeline/1/reaction': () => [200, entry(1)] });
    shown({
      reactions: [
        { emoji: '🎉', at: START, by: 'contact', agent_id: null },
        { emoji: '👍', at: START, by: 'agent', agent_id: 1 },
      ],
    });
    expect(screen.getByRole('img', { name: '🎉 by the customer' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: '👍 by Ana Lima: take it back' }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
  });

  it('are offered to whoever has the conversation, under what the customer wrote', async () => {
    const offered = async (facts: Partial<Entry>, around: Partial<ThreadActs> = {}) => {
      shown(facts, around);
      await fireEvent.click(screen.getByRole('button', { name: 'Actions for this message' }));
      const texts = menu.open!.items.map(({ text }) => text);
      menu.close();
      cleanup();
      return texts.includes('React');
    };
    expect(await offered({})).toBe(true);
    expect(await offered({}, { mayActOn: () => false })).toBe(false);
    expect(await offered({}, { channel: 'email' })).toBe(false);
    expect(await offered({ direction: 'outbound' })).toBe(false);
  });
});

describe('what we send beside text', () => {
  const sent = (facts: Partial<Rich>, text: string | null = 'Choose one') =>
    shown({ direction: 'outbound', content: null, text, rich: rich('buttons', facts) });

  it('is a template with all that the customer sees', () => {
    const template = { name: 'order_update', language: 'en_US', buttons: ['Track it'] };
    sent({ type: 'template', template, header: 'Order 7', footer: 'The shop' }, 'It ships *today*');
    for (const text of ['Template order_update', 'Order 7', 'today', 'The shop', 'Track it'])
      expect(screen.getByText(text)).toBeTruthy();
  });

  it('is buttons, a list, quick replies or cards', () => {
    const button = {
      type: 'url' as const,
      title: 'Open',
      payload: null,
      url: 'https://a.example',
      phone: null,
    };
    sent({ buttons: [button, { ...button, url: 'javascript:alert(1)', title: 'Bad' }] });
    expect(within(screen.getByRole('list', { name: 'Buttons' })).getAllByRole('link')).toHaveLength(1);
    cleanup();
    const rows = [{ id: '1', title: 'Support', description: 'We help' }];
    sent({ type: 'list', list: { button: 'Options', sections: [{ title: 'Team', rows }] } });
    expect(screen.getByText('List: Options')).toBeTruthy();
    expect(screen.getByText('We help')).toBeTruthy();
    cleanup();
    sent({ type: 'quick_replies', quick_replies: [{ type: 'email', title: '', payload: '' }] });
    expect(screen.getByText('Their e-mail address')).toBeTruthy();
    cleanup();
    const card = {
      title: 'Shoe',
      subtitle: '30 €',
      image_url: 'https://cdn.example/1.jpg',
      url: null,
      buttons: [button],
    };
    sent({ type: 'cards', cards: [card] }, null);
    expect(screen.getByText('Picture from cdn.example')).toBeTruthy();
    expect(message().querySelector('img')).toBeNull();
  });
});

describe('a message that did not arrive', () => {
  const failed = (status: 'failed' | 'unknown', facts: Partial<Entry> = {}) =>
    shown({
      direction: 'outbound',
      content: null,
      delivery: { status, reason: 'More than a day has passed.', code: 131047, at: {}, parts: [] },
      ...facts,
    });

  it('says why, and is sent again', async () => {
    const asked = serve({
      'POST /conversations/1/timeline/1/resends': () => [201, entry(2, { resend_of: 1 })],
    });
    failed('failed');
    expect(screen.getByText(/More than a day has passed/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await vi.waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ accept_doubt: false }]));
  });

  it('is asked about first, if it may have arrived', async () => {
    const asked = serve({ 'POST /conversations/1/timeline/1/resends': () => [201, entry(2)] });
    const ask = vi.spyOn(confirmation, 'ask').mockResolvedValueOnce(false).mockResolvedValueOnce(true);
    failed('unknown');
    await fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await vi.waitFor(() => expect(ask).toHaveBeenCalledOnce());
    expect(asked).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await vi.waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ accept_doubt: true }]));
  });

  it('is marked as sent by somebody who knows, and only if nobody knew', async () => {
    const asked = serve({ 'PUT /conversations/1/timeline/1/delivery': () => [200, entry(1)] });
    failed('unknown');
    await fireEvent.click(screen.getByRole('button', { name: 'Mark as sent' }));
    await vi.waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ status: 'sent' }]));
    cleanup();
    failed('failed');
    expect(screen.queryByRole('button', { name: 'Mark as sent' })).toBeNull();
  });

  it('leads to what was sent in its place', async () => {
    const { jump } = failed('failed', { resent_as: 8 });
    expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Show it' }));
    expect(jump).toHaveBeenCalledExactlyOnceWith(8);
  });
});
