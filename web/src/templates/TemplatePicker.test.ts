import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../test/server';
import { template } from '../test/templates';
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
const SALE = template('sale', { status: 'paused', sendable: false, category: 'marketing' });

let inbox = 50;

async function picker(before?: object) {
  inbox += 1;
  serve({
    [`GET /inboxes/${inbox}/templates`]: () => [
      200,
      { items: [HELLO, ORDER, SALE], next_cursor: null, synced_at: null },
    ],
  });
  const onchoose = vi.fn();
  const onclose = vi.fn();
  render(TemplatePicker, {
    inbox,
    values: { first_name: 'Mira' },
    submitText: 'Send template',
    before: before as never,
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
const preview = () => screen.getByRole('group', { name: 'As the customer will see it' }).textContent?.trim();

describe('the template picker', () => {
  beforeEach(() => vi.unstubAllGlobals());
  afterEach(cleanup);

  it('finds by words and shows what will be seen', async () => {
    await picker();
    expect(options()).toEqual(['hello', 'order', 'sale']);
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

  it('opens the one that comes back, as it was filled in', async () => {
    await picker({
      name: 'order',
      language: 'en_US',
      parameters: [
        { component: 'body', index: 0, name: null, text: 'Kofi' },
        { component: 'body', index: 1, name: null, text: '7' },
      ],
    });
    await vi.waitFor(() => expect(field('Text: 1').value).toBe('Kofi'));
    expect(preview()).toBe('Hi Kofi, order 7 is here');
  });

  it('says why there are none', async () => {
    inbox += 1;
    serve({});
    render(TemplatePicker, { inbox, values: {}, submitText: 'Send', onchoose: vi.fn(), onclose: vi.fn() });
    await vi.waitFor(() => expect(screen.getByText(/could not be loaded/)).toBeTruthy());
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
