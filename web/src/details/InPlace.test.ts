import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import InPlace from './InPlace.svelte';

async function open(value: string, onsave = vi.fn(async () => {})) {
  render(InPlace, { name: 'Plan', value, onsave });
  await fireEvent.click(screen.getByRole('button', { name: /^Change Plan/ }));
  const field = await screen.findByRole('textbox', { name: 'Plan' });
  return { field, onsave };
}

describe('a value changed in place', () => {
  afterEach(cleanup);

  it('is kept by Enter', async () => {
    const { field, onsave } = await open('Free');
    await fireEvent.input(field, { target: { value: 'Gold' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(onsave).toHaveBeenCalledExactlyOnceWith('Gold');
    expect(await screen.findByRole('button', { name: /^Change Plan/ })).toBe(document.activeElement);
  });

  it('writes a date as everywhere else', () => {
    render(InPlace, { name: 'Since', kind: 'date', value: '2026-05-03', onsave: vi.fn() });
    expect(screen.getByRole('button').textContent?.trim()).toBe('May 3, 2026');
  });

  it('stays as it was by Escape', async () => {
    const { field, onsave } = await open('Free');
    await fireEvent.input(field, { target: { value: 'Gold' } });
    await fireEvent.keyDown(field, { key: 'Escape' });
    expect(onsave).not.toHaveBeenCalled();
  });

  it('leaves the focus where it went, and gives it back after Escape', async () => {
    const { field, onsave } = await open('Free');
    const elsewhere = document.body.appendChild(document.createElement('input'));
    await fireEvent.input(field, { target: { value: 'Gold' } });
    elsewhere.focus();
    const button = await screen.findByRole('button', { name: /^Change Plan/ });
    expect(onsave).toHaveBeenCalledExactlyOnceWith('Gold');
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();

    await fireEvent.click(button);
    await fireEvent.keyDown(await screen.findByRole('textbox', { name: 'Plan' }), { key: 'Escape' });
    expect(document.activeElement).toBe(await screen.findByRole('button', { name: /^Change Plan/ }));
  });

  it('says why it was refused, and stays open', async () => {
    const refuse = vi.fn(async () => {
      throw new Error('No such plan.');
    });
    const { field } = await open('Free', refuse);
    await fireEvent.input(field, { target: { value: 'Tin' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect((await screen.findByRole('alert')).textContent).toContain('No such plan.');
  });
});
