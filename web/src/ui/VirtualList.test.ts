import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import VirtualList from './VirtualList.svelte';

const KEYS = [11, 12, 13, 14];

function list() {
  const onmark = vi.fn();
  const onopen = vi.fn();
  const oncontext = vi.fn();
  render(VirtualList, {
    label: 'Rows',
    count: KEYS.length,
    rowHeight: 50,
    slice: (start: number, end: number) => KEYS.slice(start, end),
    indexOf: (key: number) => KEYS.indexOf(key),
    selected: null,
    row: createRawSnippet<[number, number]>((key) => ({ render: () => `<span>Row ${key()}</span>` })),
    onmark,
    onopen,
    oncontext,
  });
  const box = screen.getByRole('listbox', { name: 'Rows' });
  const press = (key: string, facts: KeyboardEventInit = {}) => fireEvent.keyDown(box, { key, ...facts });
  return { onmark, onopen, oncontext, press };
}

describe('the list', () => {
  afterEach(cleanup);

  it('ticks the row at hand by x, and all up to it with Shift', async () => {
    const { onmark, onopen, press } = list();
    await press('ArrowDown');
    await press('x');
    await press('End');
    await press('X', { shiftKey: true });
    expect(onmark.mock.calls).toEqual([
      [11, false],
      [14, true],
    ]);
    expect(onopen).not.toHaveBeenCalled();
  });

  it('takes no harm from a scroll that is told after it has left the page', async () => {
    list();
    const viewport = screen.getByRole('listbox').parentElement!;
    const errors: string[] = [];
    const note = (event: ErrorEvent) => errors.push(event.message);
    window.addEventListener('error', note);
    cleanup();
    await fireEvent.scroll(viewport);
    window.removeEventListener('error', note);
    expect(errors).toEqual([]);
  });

  it('ticks by a click with Shift or Ctrl, and opens by a plain one', async () => {
    const { onmark, onopen } = list();
    const [first, second, third] = screen.getAllByRole('option');
    await fireEvent.click(first!, { ctrlKey: true });
    await fireEvent.click(third!, { shiftKey: true });
    await fireEvent.click(second!);
    expect(onmark.mock.calls).toEqual([
      [11, false],
      [13, true],
    ]);
    expect(onopen.mock.calls).toEqual([[12]]);
  });

  it('opens by Enter, and shows the menu by Shift+F10', async () => {
    const { onopen, oncontext, press } = list();
    await press('Home');
    await press('Enter');
    await press('F10', { shiftKey: true });
    expect(onopen.mock.calls).toEqual([[11]]);
    expect(oncontext.mock.calls[0]?.[0]).toBe(11);
  });
});
