import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Channel } from '../../api/types';
import { newButton, newDraft, newReply, newSection, type RichDraft } from './draft';
import RichBuilder from './RichBuilder.svelte';

afterEach(cleanup);

function builder(channel: Channel, facts: Partial<RichDraft> = {}, text = 'Choose') {
  const props = $state({
    channel,
    draft: { ...newDraft(channel), ...facts },
    text,
    ontext: (next: string) => (props.text = next),
    onsend: vi.fn(),
    onclose: vi.fn(),
  });
  render(RichBuilder, { props });
  return props;
}
const titles = () => screen.getAllByRole<HTMLInputElement>('textbox', { name: 'Title' });
const send = () => fireEvent.submit(screen.getByRole('button', { name: 'Send' }).closest('form')!);
const buttons = (...names: string[]) => names.map((title) => ({ ...newButton(), title }));

describe('the builder', () => {
  it('offers what the channel has', () => {
    builder('whatsapp');
    const kinds = () =>
      within(screen.getByRole('radiogroup', { name: 'What to send' }))
        .getAllByRole('radio')
        .map((one) => one.closest('label')?.textContent?.trim());
    expect(kinds()).toEqual(['Buttons', 'List']);
    cleanup();
    builder('messenger');
    expect(kinds()).toEqual(['Quick replies', 'Buttons', 'Cards']);
  });

  it('says what is missing once it is to be sent, and goes there', async () => {
    const props = builder('whatsapp', {}, '');
    expect(screen.queryByText('This must be filled in.')).toBeNull();
    await send();
    await tick();
    expect(props.onsend).not.toHaveBeenCalled();
    expect(screen.getAllByText('This must be filled in.')).toHaveLength(2);
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
    await fireEvent.input(document.activeElement!, { target: { value: 'Is that right?' } });
    await fireEvent.input(titles()[0]!, { target: { value: 'Yes' } });
    expect(props.text).toBe('Is that right?');
    await send();
    expect(props.onsend).toHaveBeenCalledOnce();
  });

  it('begins another kind without complaints', async () => {
    builder('whatsapp');
    await send();
    expect(screen.getAllByText('This must be filled in.')).not.toHaveLength(0);
    await fireEvent.click(screen.getByRole('radio', { name: 'List' }));
    expect(screen.getByRole('textbox', { name: 'Button that opens the list' })).toBeTruthy();
    expect(screen.queryByText('This must be filled in.')).toBeNull();
  });

  it.each<[Channel, Partial<RichDraft>, string]>([
    ['whatsapp', { buttons: [] }, 'Add a button (0 of 3)'],
    [
      'whatsapp',
      { kind: 'list', opener: 'Open', sections: [{ ...newSection(), rows: [] }] },
      'Add a row (0 of 10)',
    ],
  ])('speaks of what there is too little of, and goes to what adds it', async (channel, facts, adder) => {
    builder(channel, facts);
    expect(screen.queryByRole('alert')).toBeNull();
    await send();
    await tick();
    expect(screen.getByRole('alert').textContent).toBe('Add at least one.');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: adder }));
  });

  it('counts, and says at once what is too long or there twice', async () => {
    builder('whatsapp', { buttons: buttons('Yes', 'Yes') });
    expect(screen.getByText(/Another one has this title already/)).toBeTruthy();
    await fireEvent.input(titles()[1]!, { target: { value: 'x'.repeat(22) } });
    expect(screen.getByText('2 characters too many')).toBeTruthy();
    expect(screen.getByText('22 of 20 characters')).toBeTruthy();
  });

  it('takes no fourth button', async () => {
    builder('whatsapp', { buttons: buttons('1', '2') });
    await fireEvent.click(screen.getByRole('button', { name: 'Add a button (2 of 3)' }));
    expect(titles()).toHaveLength(3);
    expect(screen.queryByRole('button', { name: /Add a button/ })).toBeNull();
  });

  it('is put in order by keyboard, and the focus goes along', async () => {
    const props = builder('whatsapp', { buttons: buttons('Yes', 'No', 'Later') });
    const field = titles()[0]!;
    field.focus();
    await fireEvent.keyDown(field, { key: 'ArrowDown', altKey: true });
    await tick();
    expect(props.draft.buttons.map(({ title }) => title)).toEqual(['No', 'Yes', 'Later']);
    expect(document.activeElement).toBe(field);
    expect(screen.getByText('Now 2 of 3')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Move up: Button 3' }));
    expect(props.draft.buttons.map(({ title }) => title)).toEqual(['No', 'Later', 'Yes']);
  });

  it('lets one be removed, and keeps the focus near', async () => {
    const props = builder('messenger', { replies: ['Red', 'Blue'].map((title) => newReply(title)) });
    await fireEvent.click(screen.getByRole('button', { name: 'Remove Quick reply 1' }));
    await tick();
    expect(props.draft.replies.map(({ title }) => title)).toEqual(['Blue']);
    expect(document.activeElement).toBe(titles()[0]);
  });

  it('shows what the customer will see', async () => {
    builder('whatsapp', { header: 'Your order', footer: 'Shop', buttons: buttons('Yes') });
    const preview = screen.getByRole('group', { name: 'As the customer will see it' });
    for (const words of ['Your order', 'Choose', 'Shop', 'Yes']) expect(preview.textContent).toContain(words);
    await fireEvent.click(screen.getByRole('radio', { name: 'List' }));
    await fireEvent.input(titles()[0]!, { target: { value: 'Blue shoes' } });
    expect(screen.getByRole('group', { name: 'The list, once it is open' }).textContent).toContain(
      'Blue shoes',
    );
  });

  it('builds cards with buttons of their own', async () => {
    const props = builder('messenger', { kind: 'cards' }, '');
    await fireEvent.input(titles()[0]!, { target: { value: 'Blue shoes' } });
    await send();
    expect(screen.getByText(/Beside its title a card needs something/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Add a button (0 of 3)' }));
    await fireEvent.input(titles()[1]!, { target: { value: 'Shop' } });
    const address = screen.getByRole('textbox', { name: 'Address' });
    await fireEvent.input(address, { target: { value: 'example' } });
    expect(screen.getByText(/Write the whole address/)).toBeTruthy();
    await fireEvent.input(address, { target: { value: 'https://example.com' } });
    await send();
    expect(props.onsend).toHaveBeenCalledOnce();
  });
});
