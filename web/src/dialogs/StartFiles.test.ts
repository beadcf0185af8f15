import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';
import type { Inbox } from '../api/types';
import { catalogue } from '../lib/store/catalogue.svelte';
import { conversation } from '../test/samples';
import Start from './Start.svelte';

const startConversation = vi.hoisted(() => vi.fn());
const upload = vi.hoisted(() => vi.fn());
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  findContacts: async () => ({ items: [], next_cursor: null }),
  startConversation,
  upload,
}));
vi.mock('../api/requests', async (actual) => ({
  ...(await actual<object>()),
  listConversations: async () => ({ items: [] }),
}));

const MB = 1024 * 1024;
const inbox = (id: number, name: string, facts: Partial<Inbox> = {}) =>
  catalogue.inboxes.put({ id, name, channel: 'email', status: 'ok', ...facts } as Inbox);
const file = (name: string, size = 9) =>
  Object.defineProperty(new File(['x'], name), 'size', { value: size });
const files = () => [...document.querySelectorAll('li')].map((one) => one.textContent!.trim());
const send = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
const fill = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const drag = (type: 'dragOver' | 'drop', ...dropped: File[]) =>
  fireEvent[type](window, { dataTransfer: { types: ['Files'], files: dropped } });
const begins = () => {
  const onclose = vi.fn();
  render(Start, { contact: null, address: 'new@example.com', onclose });
  return onclose;
};

let next = 1;
const stop = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  next = 1;
  startConversation.mockResolvedValue(conversation(9));
  upload.mockImplementation((sent: File) => [
    Promise.resolve({ id: next++, name: sent.name, mime: 'x/y', size: sent.size, url: '' }),
    stop,
  ]);
  inbox(4, 'Mail');
});
afterEach(() => {
  cleanup();
  for (const id of [4, 5, 6]) catalogue.inboxes.remove(id);
});

it('a mail begins with files that were chosen, pasted and dropped, less those that were taken away', async () => {
  begins();
  await fill('Subject', 'The plans');
  const chooser = document.querySelector<HTMLInputElement>('input[type=file]')!;
  expect([chooser.multiple, chooser.accept]).toEqual([true, '']);
  Object.defineProperty(chooser, 'files', { value: [file('plan.dwg')], configurable: true });
  await fireEvent.change(chooser);
  const text = screen.getByLabelText('Message');
  await fireEvent.paste(text, { clipboardData: { files: [file('shot.png')] } });
  await drag('dragOver');
  expect(document.querySelector('.over')).toBeTruthy();
  await drag('drop', file('c.csv'), file('d.csv'));
  expect(document.querySelector('.over')).toBeNull();
  await vi.waitFor(() => expect(send().disabled).toBe(false));
  expect(files().map((words) => words.split(/\s/)[0])).toEqual(['plan.dwg', 'shot.png', 'c.csv', 'd.csv']);

  await fireEvent.click(screen.getByRole('button', { name: 'Remove shot.png' }));
  await tick();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove c.csv' }));
  await fireEvent.submit(send().closest('form')!);
  const wanted = {
    inbox_id: 4,
    to: 'new@example.com',
    text: '',
    subject: 'The plans',
    attachment_ids: [1, 3, 4],
  };
  expect(startConversation).toHaveBeenCalledExactlyOnceWith(wanted, expect.any(String));
});

it('it waits for what is on its way, and closing the dialog stops that', async () => {
  let told: (share: number) => void = () => {};
  upload.mockImplementation((_: File, tell: (share: number) => void) => {
    told = tell;
    return [new Promise(() => {}), stop];
  });
  begins();
  await fill('Subject', 'The plans');
  await fill('Message', 'Here they are');
  await drag('drop', file('plan.dwg'));
  told(0.5);
  await tick();
  const progress = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Sending plan.dwg' });
  expect([progress.value, send().disabled]).toEqual([0.5, true]);
  cleanup();
  expect(stop).toHaveBeenCalledOnce();
});

it('what does not fit together says so beforehand, by the limit of the mailbox that is chosen', async () => {
  inbox(5, 'Small', { options: { sends_video: false, document_mb_max: 3 } as Inbox['options'] });
  inbox(6, 'Chat', { channel: 'whatsapp' });
  begins();
  await fill('Subject', 'The plans');
  await drag('drop', file('a.zip', 2 * MB), file('b.zip', 2 * MB));
  await vi.waitFor(() => expect(send().disabled).toBe(false));
  const choose = (id: number) =>
    fireEvent.change(screen.getByLabelText('Inbox'), { target: { value: String(id) } });
  await choose(5);
  expect(screen.getByRole('alert').textContent).toMatch(/b\.zip does not fit: .* 3 MB together/);
  expect(send().disabled).toBe(true);
  await choose(6);
  expect(files()).toEqual([]);
  await choose(4);
  expect(screen.queryByRole('alert')).toBeNull();
  await vi.waitFor(() => expect(send().disabled).toBe(false));
});

it('more than ten are too many, and the dialog itself says so', async () => {
  begins();
  await drag('drop', ...Array.from({ length: 11 }, (_, index) => file(`${index}.csv`)));
  expect(screen.getByRole('alert').textContent).toContain('At most 10 files at a time.');
  expect(files().length).toBe(10);
});

it('what is sent again after its answer was lost begins once; what was changed is something else', async () => {
  startConversation.mockRejectedValue(new Problem(0, 'offline', 'The server did not answer.'));
  const onclose = begins();
  await fill('Subject', 'The plans');
  await drag('drop', file('plan.dwg'));
  await vi.waitFor(() => expect(send().disabled).toBe(false));
  const submit = async () => {
    await fireEvent.submit(send().closest('form')!);
    await vi.waitFor(() => expect(send().disabled).toBe(false));
  };
  await submit();
  await submit();
  await fill('Message', 'Here they are');
  await submit();
  const [first, again, other] = startConversation.mock.calls.map(([, key]) => key as string);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(onclose).not.toHaveBeenCalled();
});
