import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gaps } from '../lib/canned';
import Writing from './Writing.svelte';

const COLLEAGUES = [
  { id: 2, name: 'Ben Okafor' },
  { id: 3, name: 'Bea Lund' },
];

function field(text: string, colleagues = COLLEAGUES) {
  const onkey = vi.fn();
  const onwrite = vi.fn((next: string) => void view.rerender({ text: next }));
  const view = render(Writing, { text, label: 'Note', placeholder: '', colleagues, onwrite, onkey });
  const area = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Note' });
  const type = async (next: string) => {
    area.value = next;
    area.setSelectionRange(next.length, next.length);
    await fireEvent.input(area);
  };
  return { area, onkey, onwrite, type };
}
const offered = () => screen.queryAllByRole('option').map((option) => option.textContent?.trim());

describe('the field to write in', () => {
  afterEach(cleanup);

  it('offers colleagues after an @, and completes the chosen one by Enter', async () => {
    const { area, onkey, onwrite, type } = field('');
    await type('Ask @be');
    expect(offered()).toEqual(['Bea Lund', 'Ben Okafor']);
    await fireEvent.keyDown(area, { key: 'ArrowDown' });
    await fireEvent.keyDown(area, { key: 'Enter' });
    expect(onwrite).toHaveBeenLastCalledWith('Ask @Ben Okafor ');
    expect(onkey).not.toHaveBeenCalled();
  });

  it('says which one is chosen, to whoever cannot see it', async () => {
    const { area, type } = field('');
    await type('@');
    await fireEvent.keyDown(area, { key: 'ArrowUp' });
    const chosen = screen.getAllByRole('option')[1]!;
    expect(chosen.getAttribute('aria-selected')).toBe('true');
    expect(area.getAttribute('aria-activedescendant')).toBe(chosen.id);
  });

  it('closes the offer by Escape, and then gives every key on', async () => {
    const { area, onkey, type } = field('');
    await type('@be');
    await fireEvent.keyDown(area, { key: 'Escape' });
    expect(offered()).toEqual([]);
    expect(onkey).not.toHaveBeenCalled();
    await fireEvent.keyDown(area, { key: 'Enter' });
    expect(onkey).toHaveBeenCalledOnce();
  });

  it('marks variables that nobody has filled', () => {
    const { container } = render(Writing, {
      text: 'Hi {{first_name}}',
      missing: gaps('Hi {{first_name}}'),
      label: 'Reply',
      placeholder: '',
      onwrite: vi.fn(),
      onkey: vi.fn(),
    });
    expect(container.querySelector('mark')?.textContent).toBe('{{first_name}}');
  });
});
