import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message, Person, State } from './api';
import Chat from './Chat.svelte';
import { WORDS } from './words';
import { world } from './world.svelte';

const ANA = {
  name: 'Ana',
  wa_id: '351912345678',
  online: true,
  username: null,
  hides_number: false,
  unread: 0,
  typing_until_ms: null,
  last: null,
} as Partial<Person> as Person;

let at = 0;
const message = (id: string, facts: Partial<Message> = {}): Message => ({
  id,
  account: '106',
  from: 'business',
  type: 'text',
  content: { body: `Text ${id}` },
  at_ms: (at += 1_000),
  ticks: 'read',
  ...facts,
});

/** What the page has asked of the simulator. */
let asked: URL[];
let isWorking: boolean;
const files = () => asked.filter(({ pathname }) => pathname.endsWith('/files'));

describe('a WhatsApp phone', () => {
  beforeEach(() => {
    asked = [];
    isWorking = true;
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(new URL(path, 'http://phone'));
      return new Response(JSON.stringify(isWorking ? {} : { error: 'No.' }), {
        status: isWorking ? 201 : 400,
      });
    });
    world.state = {
      now_ms: 0,
      accounts: [{ phone_number_id: '106', display_phone_number: '+1 555', name: 'Shop', subscribed: true }],
    } as Partial<State> as State;
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });
  const show = (...messages: Message[]) => {
    world.messages = messages;
    return render(Chat, { person: ANA });
  };

  it('sends a file as the reply that it was meant to be, and the next text without one', async () => {
    const { container } = show(message('a'));
    await fireEvent.click(screen.getByRole('button', { name: WORDS.reply }));
    expect(screen.getByRole('button', { name: WORDS.noReply })).toBeTruthy();
    isWorking = false;
    const picker = container.querySelector<HTMLInputElement>('input[type=file]')!;
    Object.defineProperty(picker, 'files', { value: [new File(['x'], 'a.png', { type: 'image/png' })] });
    await fireEvent.change(picker);
    await vi.waitFor(() => expect(world.problem).toBe('No.'));
    expect(screen.getByRole('button', { name: WORDS.noReply })).toBeTruthy();
    isWorking = true;
    await fireEvent.change(picker);
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: WORDS.noReply })).toBeNull());
    const sent = files().map(({ searchParams }) => Object.fromEntries(searchParams));
    const file = { kind: 'image', account: '106', filename: 'a.png', reply_to: 'a' };
    expect(sent).toEqual([file, file]);
  });

  it('sends a sample as a reply', async () => {
    show(message('a'));
    await fireEvent.click(screen.getByRole('button', { name: WORDS.reply }));
    await fireEvent.click(screen.getByRole('button', { name: WORDS.attach }));
    const samples = screen.getByRole('region', { name: WORDS.samples });
    await fireEvent.click(samples.querySelector('button')!);
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: WORDS.noReply })).toBeNull());
    expect(files()[0]!.searchParams.get('reply_to')).toBe('a');
  });

  it('shows reactions, and nothing in their place once they are taken back', () => {
    const react = (emoji: string) =>
      message('r', { type: 'reaction', content: { message_id: 'a', emoji }, from: 'business' });
    show(message('a', { from: 'customer' }), react('👍'));
    expect(screen.getByRole('group', { name: WORDS.reactions }).textContent).toBe('👍');
    cleanup();
    show(message('a', { from: 'customer' }), react('👍'), react(''));
    expect(screen.queryByRole('group', { name: WORDS.reactions })).toBeNull();
  });

  it('reads what the business has written, and nothing that is read already', async () => {
    show(message('a'));
    expect(asked).toEqual([]);
    cleanup();
    show(message('a'), message('b', { ticks: 'delivered' }));
    await vi.waitFor(() =>
      expect(asked.map(({ pathname }) => pathname)).toEqual(['/control/people/351912345678/read']),
    );
  });
});
