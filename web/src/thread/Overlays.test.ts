import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attachment } from '../api/content';
import type { Delivery, Entry } from '../api/types';
import { session } from '../lib/session.svelte';
import { acts } from '../test/acts';
import { entry, later, me, START } from '../test/samples';
import '../test/popover';
import { serve } from '../test/server';
import ConfirmHost from '../ui/ConfirmHost.svelte';
import type { ThreadActs } from './content/acts';
import Overlays from './Overlays.svelte';

function over(entries: Entry[], given = acts()) {
  const anchor = document.body.appendChild(document.createElement('button'));
  const { component } = render(Overlays, { entries, acts: given });
  return {
    overlays: component as unknown as Pick<
      ThreadActs,
      'openPicture' | 'showDelivery' | 'pickEmoji' | 'showRaw'
    >,
    anchor,
  };
}
const sent = (id: number, facts: Partial<Delivery> = {}, more: Partial<Entry> = {}) =>
  entry(id, {
    direction: 'outbound',
    content: null,
    delivery: {
      status: 'sent',
      reason: null,
      code: null,
      at: { queued: START, sent: later(2) },
      parts: [],
      ...facts,
    },
    ...more,
  });

beforeEach(() => {
  session.me = me();
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe('the delivery of a message', () => {
  it('tells when each report came, and the fate of each part', async () => {
    const part = {
      status: 'failed' as const,
      reason: 'The file is too large.',
      code: 131053,
      at: { failed: later(5) },
    };
    const whole = sent(1, {
      parts: [{ ...part, status: 'read', reason: null, at: { read: later(9) } }, part],
    });
    const { overlays, anchor } = over([whole]);
    overlays.showDelivery(whole, anchor);
    await tick();
    const dialog = screen.getByRole('dialog', { name: 'Delivery: Sent' });
    expect([...dialog.querySelectorAll('time')].map((time) => time.getAttribute('datetime'))).toEqual([
      START,
      later(2),
      later(9),
      later(5),
    ]);
    expect(screen.getByRole('region', { name: 'Part 2 of 2' }).textContent).toMatch(
      /Not delivered.*too large/s,
    );
  });

  it('names the provider’s code to admins only', async () => {
    const failed = sent(1, { status: 'failed', reason: 'No.', code: 131026 });
    const { overlays, anchor } = over([failed]);
    overlays.showDelivery(failed, anchor);
    await tick();
    expect(screen.getByText('No.')).toBeTruthy();
    expect(screen.queryByText('Code 131026')).toBeNull();
    cleanup();
    session.me = me({ role: 'admin' });
    const again = over([failed]);
    again.overlays.showDelivery(failed, again.anchor);
    await tick();
    expect(screen.getByText('Code 131026')).toBeTruthy();
  });

  it('sends again, and leads from one to the other', async () => {
    const asked = serve({ 'POST /conversations/1/timeline/1/resends': () => [201, entry(2)] });
    const failed = sent(1, { status: 'failed', reason: 'No.' }, { resend_of: 9 });
    const given = acts();
    const { overlays, anchor } = over([failed], given);
    overlays.showDelivery(failed, anchor);
    await tick();
    await fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked).toHaveLength(1);
    overlays.showDelivery(failed, anchor);
    await tick();
    await fireEvent.click(screen.getByRole('button', { name: 'Show it' }));
    expect(given.jump).toHaveBeenCalledExactlyOnceWith(9);
  });

  it('of another message opens in its place, and is not closed with the one before', async () => {
    const [one, other] = [sent(1), sent(2, { status: 'read' })];
    const { overlays, anchor } = over([one, other]);
    overlays.showDelivery(one, anchor);
    await tick();
    const before = screen.getByRole('dialog', { name: 'Delivery: Sent' });
    overlays.showDelivery(other, anchor);
    await tick();
    await fireEvent(before, Object.assign(new Event('toggle'), { newState: 'closed' }));
    expect(screen.getByRole('dialog', { name: 'Delivery: Read' })).toBeTruthy();
  });

  it('has the focus given back after a question that has closed it', async () => {
    render(ConfirmHost);
    const doubtful = sent(1, { status: 'unknown' });
    const { overlays, anchor } = over([doubtful]);
    overlays.showDelivery(doubtful, anchor);
    await tick();
    const details = screen.getByRole('dialog');
    const again = screen.getByRole('button', { name: 'Send again' });
    again.focus();
    await fireEvent.click(again);
    await fireEvent(details, Object.assign(new Event('toggle'), { newState: 'closed' }));
    expect(again.isConnected).toBe(false);
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(document.activeElement).toBe(anchor);
  });
});

describe('the emoji', () => {
  async function picker(facts: Partial<Entry> = {}) {
    const one = entry(1, facts);
    const { overlays, anchor } = over([one]);
    overlays.pickEmoji(one, anchor);
    await tick();
    return serve({ 'PUT /conversations/1/timeline/1/reaction': () => [200, one] });
  }
  const field = () => screen.getByRole('textbox', { name: 'Find an emoji' });

  it('are found by their names and picked by Enter', async () => {
    const asked = await picker();
    expect(document.activeElement).toBe(field());
    await fireEvent.input(field(), { target: { value: 'cake' } });
    await fireEvent.keyDown(field(), { key: 'Enter' });
    await vi.waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ emoji: '🎂' }]));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('are gone through with the arrow keys', async () => {
    await picker({ reactions: [{ emoji: '❤️', at: START, by: 'agent', agent_id: 1 }] });
    await fireEvent.keyDown(field(), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'thumbs up' }));
    await fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    const heart = screen.getByRole('button', { name: 'red heart' });
    expect(document.activeElement).toBe(heart);
    expect(heart.getAttribute('aria-pressed')).toBe('true');
    await fireEvent.keyDown(heart, { key: 'ArrowDown' });
    expect((document.activeElement as HTMLElement).ariaLabel).not.toBe('red heart');
    await fireEvent.keyDown(document.activeElement!, { key: 'k' });
    expect(document.activeElement).toBe(field());
  });
});

describe('a picture that opens large', () => {
  const picture = (id: number): Attachment => ({
    id,
    name: `photo-${id}.jpg`,
    mime: 'image/jpeg',
    size: 1,
    url: `/api/v1/attachments/${id}`,
  });
  const entries = [
    entry(1, { attachments: [picture(11), picture(12)] }),
    entry(2, { attachments: [picture(21)] }),
  ];
  const press = (key: string, facts: KeyboardEventInit = {}) =>
    fireEvent.keyDown(screen.getByRole('group', { name: 'Picture' }), { key, ...facts });
  const name = () => screen.getByRole('heading').textContent;

  async function open(id: number) {
    const { overlays, anchor } = over(entries);
    anchor.focus();
    overlays.openPicture(id);
    await tick();
    return anchor;
  }

  it('leads to the others of the thread by key and by button', async () => {
    await open(12);
    expect(name()).toBe('photo-12.jpg');
    expect(screen.getByText(/2 of 3/)).toBeTruthy();
    await press('ArrowRight');
    expect(name()).toBe('photo-21.jpg');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Next picture' }).disabled).toBe(true);
    await press('ArrowRight');
    expect(name()).toBe('photo-21.jpg');
    await press('Home');
    expect(name()).toBe('photo-11.jpg');
    await fireEvent.click(screen.getByRole('button', { name: 'Next picture' }));
    expect(name()).toBe('photo-12.jpg');
    expect(screen.getByRole('link', { name: 'Download photo-12.jpg' }).getAttribute('href')).toBe(
      '/api/v1/attachments/12',
    );
  });

  it('grows and shrinks, and begins whole with each', async () => {
    await open(11);
    const scale = () => /scale\((.*)\)/.exec(screen.getByRole('img').style.transform)![1];
    await press('+');
    expect(Number(scale())).toBeCloseTo(1.4);
    await press('0');
    expect(scale()).toBe('1');
    await press('+');
    await press('ArrowRight');
    expect(scale()).toBe('1');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Smaller' }).disabled).toBe(true);
  });

  it('is the one that was opened, also of a message that was deleted, and goes with it', async () => {
    const deleted = { ...entries[1]!, deleted_at: START };
    const anchor = document.body.appendChild(document.createElement('button'));
    const view = render(Overlays, { entries: [entries[0]!, deleted], acts: acts() });
    (view.component as unknown as ThreadActs).openPicture(21);
    await tick();
    expect(name()).toBe('photo-21.jpg');
    expect(screen.getByText(/3 of 3/)).toBeTruthy();
    await press('ArrowLeft');
    await view.rerender({ entries: [{ ...entries[0]!, deleted_at: START }, deleted] });
    expect(screen.queryByRole('heading')).toBeNull();
    anchor.remove();
  });

  it('is not looked at any more once the customer has taken it back', async () => {
    const view = render(Overlays, { entries, acts: acts() });
    (view.component as unknown as ThreadActs).openPicture(21);
    await tick();
    expect(name()).toBe('photo-21.jpg');
    await view.rerender({ entries: [entries[0]!, { ...entries[1]!, deleted_at: START }] });
    expect(screen.queryByRole('heading')).toBeNull();
  });

  it('gives the focus back where it was', async () => {
    const anchor = await open(11);
    await fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('img')).toBeNull();
    expect(document.activeElement).toBe(anchor);
  });
});

describe('what the provider sent', () => {
  it('is shown as it came', async () => {
    const raw = {
      id: 1,
      channel: 'whatsapp',
      received_at: START,
      reason: '',
      size: 20,
      body: '{"type":"poll"}',
    };
    serve({ 'GET /conversations/1/timeline/1/raw': () => [200, raw] });
    const { overlays } = over([entry(1)]);
    overlays.showRaw(entry(1));
    expect(await screen.findByText('{"type":"poll"}')).toBeTruthy();
  });

  it('may be gone, which is told', async () => {
    serve({});
    const { overlays } = over([entry(1)]);
    overlays.showRaw(entry(1));
    expect((await screen.findByRole('alert')).textContent).toContain('/conversations/1/timeline/1/raw');
  });
});
