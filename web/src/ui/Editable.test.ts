import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Editable from './Editable.svelte';

const LABEL = 'Customer since';
const button = () => screen.getByRole('button', { name: new RegExp(LABEL) });

describe('a date that can be changed', () => {
  afterEach(cleanup);

  it('is written as everywhere else', () => {
    render(Editable, { label: LABEL, kind: 'date', value: '2026-05-03', save: vi.fn() });
    expect(button().textContent?.trim()).toBe('May 3, 2026');
  });

  it('is chosen as the browser does it, and kept on leaving', async () => {
    const save = vi.fn(async () => {});
    render(Editable, { label: LABEL, kind: 'date', value: '2026-05-03', save });
    await fireEvent.click(button());
    const field = screen.getByLabelText<HTMLInputElement>(LABEL);
    expect([field.type, field.value]).toEqual(['date', '2026-05-03']);
    field.value = '2026-06-01';
    await fireEvent.blur(field);
    expect(save).toHaveBeenCalledExactlyOnceWith('2026-06-01');
    await vi.waitFor(() => expect(button().tagName).toBe('BUTTON'));
  });
});
