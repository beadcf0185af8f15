/** Each primitive by the keyboard alone. */
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet, tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Chips from './Chips.svelte';
import Choices from './Choices.svelte';
import { confirmation } from './confirm.svelte';
import ConfirmHost from './ConfirmHost.svelte';
import Duration from './Duration.svelte';
import Editable from './Editable.svelte';
import Field from './Field.svelte';
import Picker from './Picker.svelte';
import PickChips from './PickChips.svelte';
import SearchBox from './SearchBox.svelte';
import Select from './Select.svelte';
import Switch from './Switch.svelte';
import Table from './Table.svelte';

afterEach(cleanup);

const press = (element: Element, key: string) => fireEvent.keyDown(element, { key });
/** Props whose bound value a test can read back. */
function bound<Name extends string, Value, Others extends object>(
  name: Name,
  initial: Value,
  others: Others,
) {
  const held = $state({ now: initial });
  const props = Object.defineProperty({ ...others }, name, {
    get: () => held.now,
    set: (value: Value) => {
      held.now = value;
    },
    enumerable: true,
    configurable: true,
  });
  return { props: props as Others & Record<Name, Value>, read: () => $state.snapshot(held.now) as Value };
}

describe('Chips', () => {
  it('take a value with Enter and the last one off with Backspace', async () => {
    const { props, read } = bound('values', ['one'], { label: 'Words' });
    render(Chips, { props });
    const field = screen.getByLabelText('Words');
    await fireEvent.input(field, { target: { value: 'two' } });
    await press(field, 'Enter');
    expect(screen.getByRole('button', { name: 'Remove two' })).toBeTruthy();
    await press(field, 'Backspace');
    await tick();
    expect(screen.queryByRole('button', { name: 'Remove two' })).toBeNull();
    expect(read()).toEqual(['one']);
  });

  it('take a pasted list apart, each value once', async () => {
    render(Chips, { props: bound('values', ['a'], { label: 'Words' }).props });
    const field = screen.getByLabelText('Words');
    await fireEvent.input(field, { target: { value: 'a, b,c' } });
    await fireEvent.blur(field);
    expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
      'Remove a',
      'Remove b',
      'Remove c',
    ]);
  });
});

describe('PickChips', () => {
  it('add by the list of what is left', async () => {
    const options = [
      { value: 'de', text: 'German' },
      { value: 'nl', text: 'Dutch' },
    ];
    render(PickChips, { props: bound('values', ['de'], { label: 'Languages', options }).props });
    const list = screen.getByRole('combobox', { name: 'Add: Languages' });
    expect([...list.querySelectorAll('option')].map((one) => one.textContent)).toEqual(['Add…', 'Dutch']);
    await fireEvent.change(list, { target: { value: 'nl' } });
    expect(screen.getByRole('button', { name: 'Remove Dutch' })).toBeTruthy();
    expect(screen.queryByRole('combobox')).toBeNull();
  });
});

describe('Choices', () => {
  const options = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eva', 'Fay', 'Gus'].map((name, id) => ({ id, name }));

  it('narrow by typing; Enter takes the only one left', async () => {
    const { props, read } = bound('chosen', [] as number[], { label: 'Members', options });
    render(Choices, { props });
    const search = screen.getByRole('textbox', { name: 'Search: Members' });
    await fireEvent.input(search, { target: { value: 'cl' } });
    expect(screen.getAllByRole('checkbox')).toHaveLength(1);
    await press(search, 'Enter');
    expect(read()).toEqual([2]);
  });

  it('say that nobody fits', async () => {
    render(Choices, { props: bound('chosen', [] as number[], { label: 'Members', options }).props });
    await fireEvent.input(screen.getByRole('textbox'), { target: { value: 'zz' } });
    expect(screen.getByText('Nobody by that name')).toBeTruthy();
  });
});

describe('Duration', () => {
  it('shows the largest whole unit and keeps it while typing', async () => {
    const { props, read } = bound('seconds', 7200 as number | null, {
      label: 'After',
      unset: 'As the workspace',
    });
    render(Duration, { props });
    const amount = screen.getByRole('spinbutton', { name: 'After' }) as HTMLInputElement;
    const unit = screen.getByRole('combobox', { name: 'After: unit' }) as HTMLSelectElement;
    expect([amount.value, unit.value]).toEqual(['2', 'hours']);
    await fireEvent.input(amount, { target: { value: '24' } });
    expect([read(), unit.value]).toEqual([86_400, 'hours']);
    await fireEvent.change(unit, { target: { value: 'unset' } });
    expect(read()).toBeNull();
    expect(screen.queryByRole('spinbutton')).toBeNull();
  });
});

describe('Switch, Select, Field', () => {
  it('have their names', () => {
    render(Switch, { props: { label: 'On', checked: true } });
    render(Select, { props: { label: 'Role', value: 'b', options: [{ value: 'b', text: 'B' }] } });
    render(Field, { props: { label: 'Name', value: 'x', hint: 'As it is' } });
    expect((screen.getByRole('switch', { name: 'On' }) as HTMLInputElement).checked).toBe(true);
    expect(screen.getByRole('combobox', { name: 'Role' })).toBeTruthy();
    const field = screen.getByRole('textbox', { name: 'Name' });
    expect(document.getElementById(field.getAttribute('aria-describedby')!)?.textContent).toBe('As it is');
  });

  it('tell of a change', async () => {
    const onchange = vi.fn();
    render(Switch, { props: { label: 'On', checked: false, onchange } });
    await fireEvent.click(screen.getByRole('switch'));
    expect(onchange).toHaveBeenCalledWith(true);
  });
});

describe('SearchBox', () => {
  it('is emptied by Escape', async () => {
    const { props, read } = bound('typed', 'abc', { label: 'Find' });
    render(SearchBox, { props });
    await press(screen.getByRole('searchbox'), 'Escape');
    expect(read()).toBe('');
  });
});

describe('Picker', () => {
  it('finds by any words and picks with Enter', async () => {
    const onpick = vi.fn();
    const options = [
      { key: 'Europe/Lisbon', text: 'Europe/Lisbon', hint: 'GMT+1' },
      { key: 'Europe/Berlin', text: 'Europe/Berlin', hint: 'GMT+2' },
    ];
    render(Picker, {
      props: { label: 'Zone', value: 'UTC', options, placeholder: 'City', empty: 'None', onpick },
    });
    await fireEvent.click(screen.getByRole('button', { name: 'Zone UTC' }));
    const field = screen.getByRole('combobox', { name: 'Zone' });
    await fireEvent.input(field, { target: { value: 'gmt+2 europe' } });
    await press(field, 'Enter');
    expect(onpick).toHaveBeenCalledWith(options[1]);
    expect(screen.queryByRole('combobox')).toBeNull();
  });
});

describe('Editable', () => {
  const start = (props: object) =>
    render(Editable, {
      props: { label: 'City', kind: 'text', value: 'Porto', save: async () => {}, ...props },
    });

  it('keeps what was written when it is left, and nothing when Escape was pressed', async () => {
    const save = vi.fn(async () => undefined);
    start({ save });
    const field = screen.getByLabelText('City') as HTMLInputElement;
    field.value = 'Faro';
    await press(field, 'Escape');
    expect(field.value).toBe('Porto');
    await fireEvent.blur(field);
    expect(save).not.toHaveBeenCalled();
    field.value = 'Faro';
    await fireEvent.blur(field);
    expect(save).toHaveBeenCalledWith('Faro');
  });

  it('reads each kind as what it is', async () => {
    const save = vi.fn(async () => undefined);
    start({ save, kind: 'number', value: 1 });
    const number = screen.getByLabelText('City') as HTMLInputElement;
    number.value = '2.5';
    await fireEvent.blur(number);
    cleanup();
    start({ save, kind: 'yes_no', value: null });
    await fireEvent.change(screen.getByRole('combobox'), { target: { value: 'false' } });
    cleanup();
    start({ save, kind: 'list', value: 'Gold', options: ['Gold', 'Free'] });
    await fireEvent.change(screen.getByRole('combobox'), { target: { value: '' } });
    expect(save.mock.calls.flat()).toEqual([2.5, false, null]);
  });

  it('says why something was refused', async () => {
    start({ save: () => Promise.reject(new Error('No such city.')) });
    const field = screen.getByLabelText('City') as HTMLInputElement;
    field.value = 'Nowhere';
    await fireEvent.blur(field);
    expect((await screen.findByRole('alert')).textContent).toContain('No such city.');
  });
});

describe('Table', () => {
  it('is walked through with the arrow keys', async () => {
    const items = [1, 2, 3].map((id) => ({ id }));
    const text = (prefix: string) =>
      createRawSnippet((item: () => { id: number }) => ({
        render: () => `<span>${prefix}${item().id}</span>`,
      }));
    render(Table, {
      props: {
        label: 'Rows',
        columns: [
          { key: 'name', title: 'Name' },
          { key: 'other', title: 'Other' },
        ],
        items,
        selected: 2,
        pathOf: ({ id }: { id: number }) => `/rows/${id}`,
        first: text('row '),
        cell: text('cell '),
      },
    });
    const links = screen.getAllByRole('link');
    expect(links[1]!.getAttribute('aria-current')).toBe('true');
    links[0]!.focus();
    await press(links[0]!, 'ArrowDown');
    expect(document.activeElement).toBe(links[1]);
    await press(links[1]!, 'End');
    expect(document.activeElement).toBe(links[2]);
    await press(links[2]!, 'Home');
    expect(document.activeElement).toBe(links[0]);
  });
});

describe('a confirmation', () => {
  it('is answered by its buttons; asking anew answers the one before with no', async () => {
    render(ConfirmHost);
    const question = { title: 'Delete?', text: 'It is gone.', action: 'Delete' };
    const first = confirmation.ask(question);
    const second = confirmation.ask({ ...question, title: 'Really?' });
    await tick();
    expect(await first).toBe(false);
    await fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect(await second).toBe(true);
    await tick();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('Switch', () => {
  it('says what is wrong with it where it stands', () => {
    const { props } = bound('checked', true, {
      label: 'Own addresses',
      hint: 'For answers.',
      fault: 'Try it first.',
    });
    render(Switch, { props });
    const field = screen.getByRole('switch', { name: 'Own addresses' });
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const told = field.getAttribute('aria-describedby')!.split(' ');
    expect(told.map((id) => document.getElementById(id)!.textContent)).toEqual([
      'For answers.',
      'Try it first.',
    ]);
  });
});
