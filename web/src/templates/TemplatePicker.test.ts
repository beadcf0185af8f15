import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attachment, UsedTemplate } from '../api/sending';
import { serve } from '../test/server';
import { template } from '../test/templates';
import { nothingBegun, type Begun } from './begun';
import TemplatePicker from './TemplatePicker.svelte';

const HELLO = template('hello', { components: [{ type: 'body', text: 'Hello again' }] });
const ORDER = template('order', {
  components: [{ type: 'body', text: 'Hi {{1}}, order {{2}} is here' }],
  parameters: [0, 1].map((index) => ({
    component: 'body' as const,
    index,
    name: null,
    example: index === 1 ? '4217' : null,
    kind: 'text' as const,
  })),
});
const BILL = template('bill', {
  components: [
    { type: 'header', format: 'document' },
    { type: 'body', text: 'Your bill' },
  ],
  parameters: [{ component: 'header', index: 0, name: null, example: null, kind: 'document' }],
});
const SALE = template('sale', { status: 'paused', sendable: false, category: 'marketing' });

const KOFI: UsedTemplate = {
  name: 'order',
  language: 'en_US',
  parameters: [
    { component: 'body', index: 0, name: null, text: 'Kofi' },
    { component: 'body', index: 1, name: null, text: '7' },
  ],
};
const bill = (id: number, name: string) =>
  ({ id, name, mime: 'application/pdf', size: 2_000, url: `/api/v1/attachments/${id}` }) as Attachment;

/** Each upload waits for its test. */
const uploads = vi.hoisted(
  () => [] as { arrive: (attachment: object) => void; stop: ReturnType<typeof vi.fn> }[],
);
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  upload: () => {
    const stop = vi.fn();
    const done = new Promise((arrive) => uploads.push({ arrive, stop }));
    return [done, stop];
  },
}));

let inbox = 50;

async function picker(begun: Begun = nothingBegun(), sameInbox = false) {
  if (!sameInbox) inbox += 1;
  serve({
    [`GET /inboxes/${inbox}/templates`]: () => [
      200,
      { items: [HELLO, ORDER, SALE, BILL], next_cursor: null, synced_at: null },
    ],
  });
  const onchoose = vi.fn();
  const onclose = vi.fn();
  render(TemplatePicker, {
    inbox,
    values: { first_name: 'Mira' },
    submitText: 'Send template',
    begun,
    onchoose,
    onclose,
  });
  await vi.waitFor(() => expect(screen.queryByText('Loading…')).toBeNull());
  await tick();
  return { onchoose, onclose };
}
const search = () => screen.getByRole<HTMLInputElement>('combobox', { name: /Find a template/ });
const offered = () => within(screen.getByRole('listbox')).getAllByRole('option');
const options = () => offered().map((one) => one.textContent?.trim().split(' ')[0]);
const field = (name: string) => screen.getByRole<HTMLTextAreaElement>('textbox', { name });
async function find(text: string) {
  await fireEvent.input(search(), { target: { value: text } });
  await fireEvent.keyDown(search(), { key: 'Enter' });
  await tick();
}
async function escape() {
  await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
  await tick();
}
const preview = () => screen.getByRole('group', { name: 'As the customer will see it' }).textContent?.trim();

describe('the template picker', () => {
  beforeEach(() => vi.unstubAllGlobals());
  afterEach(cleanup);

  it('finds by words and shows what will be seen', async () => {
    await picker();
    expect(options()).toEqual(['bill', 'hello', 'order', 'sale']);
    await fireEvent.input(search(), { target: { value: 'again' } });
    expect(options()).toEqual(['hello']);
    expect(preview()).toBe('Hello again');
  });

  it('does not take what Meta has paused, and says so', async () => {
    const { onchoose } = await picker();
    await find('sale');
    expect(offered()[0]!.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getAllByText('Paused by Meta').length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Send template' })).toBeNull();
    expect(onchoose).not.toHaveBeenCalled();
  });

  it('asks for each variable, and sends once all are there', async () => {
    const { onchoose } = await picker();
    await find('order');
    expect(document.activeElement).toBe(field('Text: 1'));
    const send = screen.getByRole('button', { name: 'Send template' });
    await fireEvent.submit(send.closest('form')!);
    expect(screen.getAllByText('This must be filled in.')).toHaveLength(2);
    expect(onchoose).not.toHaveBeenCalled();
    await fireEvent.click(screen.getAllByRole('button', { name: 'Mira' })[0]!);
    expect(field('Text: 1').value).toBe('Mira');
    await fireEvent.input(field('Text: 2'), { target: { value: 'one\ntwo' } });
    expect(screen.getByText(/takes no line breaks/)).toBeTruthy();
    await fireEvent.input(field('Text: 2'), { target: { value: '4217' } });
    expect(preview()).toBe('Hi Mira, order 4217 is here');
    await fireEvent.keyDown(field('Text: 2'), { key: 'Enter', ctrlKey: true });
    expect(onchoose).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        text: 'Hi Mira, order 4217 is here',
        used: {
          name: 'order',
          language: 'en_US',
          parameters: [
            { component: 'body', index: 0, name: null, text: 'Mira' },
            { component: 'body', index: 1, name: null, text: '4217' },
          ],
        },
      }),
    );
  });

  it('goes on to the next field with Enter, and back to the list with Escape', async () => {
    const { onclose } = await picker();
    await find('order');
    await fireEvent.keyDown(field('Text: 1'), { key: 'Enter' });
    expect(document.activeElement).toBe(field('Text: 2'));
    await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    await tick();
    expect(search()).toBeTruthy();
    expect(onclose).not.toHaveBeenCalled();
    await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    expect(onclose).toHaveBeenCalled();
  });

  it('sends what has no variables after one look at it', async () => {
    const { onchoose } = await picker();
    await find('hello');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Send template' }));
    await fireEvent.submit(document.activeElement!.closest('form')!);
    expect(onchoose).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'Hello again' }));
  });

  describe('with one that comes back', () => {
    const comingBack = (): Begun => ({ ...nothingBegun(), before: { used: KOFI, files: [] } });

    it('opens it as it was filled in', async () => {
      await picker(comingBack());
      await vi.waitFor(() => expect(field('Text: 1').value).toBe('Kofi'));
      expect(preview()).toBe('Hi Kofi, order 7 is here');
    });

    it('leads from it to the others, and out', async () => {
      const { onchoose, onclose } = await picker(comingBack());
      await fireEvent.click(await screen.findByRole('button', { name: 'Other templates' }));
      await tick();
      await find('hello');
      await fireEvent.submit(screen.getByRole('button', { name: 'Send template' }).closest('form')!);
      expect(onchoose).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'Hello again' }));
      await escape();
      await escape();
      expect(onclose).toHaveBeenCalledOnce();
    });

    it('has its values still once the list was looked at', async () => {
      await picker(comingBack());
      await vi.waitFor(() => expect(field('Text: 1').value).toBe('Kofi'));
      await escape();
      await find('order');
      expect(preview()).toBe('Hi Kofi, order 7 is here');
    });
  });

  it('keeps what was put in until it is sent', async () => {
    const begun = nothingBegun();
    await picker(begun);
    await find('order');
    await fireEvent.input(field('Text: 1'), { target: { value: 'Mira' } });
    cleanup();
    const { onchoose } = await picker(begun, true);
    await find('order');
    expect(field('Text: 1').value).toBe('Mira');
    await fireEvent.input(field('Text: 2'), { target: { value: '4217' } });
    await fireEvent.keyDown(field('Text: 2'), { key: 'Enter', ctrlKey: true });
    expect(onchoose).toHaveBeenCalledOnce();
    cleanup();
    await picker(begun, true);
    await find('order');
    expect(field('Text: 1').value).toBe('');
  });

  describe('with a file at the head', () => {
    const choose = async (name: string) => {
      const input = document.querySelector<HTMLInputElement>('input[type=file]')!;
      Object.defineProperty(input, 'files', {
        configurable: true,
        value: [new File(['x'], name, { type: 'application/pdf' })],
      });
      await fireEvent.change(input);
    };
    const send = () =>
      fireEvent.submit(screen.getByRole('button', { name: 'Send template' }).closest('form')!);

    it('sends only what was chosen last, once it is there', async () => {
      const { onchoose } = await picker();
      await find('bill');
      await choose('may.pdf');
      uploads.at(-1)!.arrive(bill(1, 'may.pdf'));
      await screen.findAllByText('may.pdf');
      await choose('june.pdf');
      await send();
      expect(onchoose).not.toHaveBeenCalled();
      uploads.at(-1)!.arrive(bill(2, 'june.pdf'));
      await screen.findAllByText('june.pdf');
      await send();
      expect(onchoose.mock.calls[0]![0].used.parameters[0].attachment_id).toBe(2);
    });

    it('stops what is on its way when it is left', async () => {
      await picker();
      await find('bill');
      await choose('may.pdf');
      await escape();
      expect(uploads.at(-1)!.stop).toHaveBeenCalledOnce();
    });

    it('has the file again when it comes back', async () => {
      const file = bill(3, 'may.pdf');
      const parameters = [{ component: 'header' as const, index: 0, name: null, attachment_id: 3 }];
      const used = { name: 'bill', language: 'en_US', parameters };
      await picker({ ...nothingBegun(), before: { used, files: [file] } });
      expect(await screen.findAllByText('may.pdf')).not.toEqual([]);
    });
  });

  it('says why there are none', async () => {
    inbox += 1;
    serve({});
    render(TemplatePicker, { inbox, values: {}, submitText: 'Send', onchoose: vi.fn(), onclose: vi.fn() });
    await vi.waitFor(() => expect(screen.getByText(/could not be loaded/)).toBeTruthy());
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
