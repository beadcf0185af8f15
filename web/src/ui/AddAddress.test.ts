import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';
import AddAddress from './AddAddress.svelte';
import RemoveAddress from './RemoveAddress.svelte';

afterEach(cleanup);

describe('an address', () => {
  it('is added where the others stand, as what it looks like', async () => {
    const onadd = vi.fn(() => Promise.resolve());
    render(AddAddress, { props: { onadd } });
    await fireEvent.click(screen.getByRole('button'));
    const field = screen.getByRole('textbox');
    await fireEvent.input(field, { target: { value: ' joe@example.com ' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(onadd).toHaveBeenCalledWith({ kind: 'email', value: 'joe@example.com' });
    await tick();
    await tick();
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('that somebody else has stays in its field, with the reason', async () => {
    const taken = 'Kim has this phone number already (contact 7).';
    const onadd = () => Promise.reject(new Problem(409, 'contact_exists', taken));
    render(AddAddress, { props: { onadd } });
    await fireEvent.click(screen.getByRole('button'));
    await fireEvent.input(screen.getByRole('textbox'), { target: { value: '+351912000101' } });
    await fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Enter' });
    expect((await screen.findByRole('alert')).textContent).toBe(taken);
    expect(screen.getByRole<HTMLInputElement>('textbox').value).toBe('+351912000101');
  });

  it('leaves the focus where it went, and gives it back after Escape', async () => {
    const onadd = vi.fn(() => Promise.resolve());
    render(AddAddress, { props: { onadd } });
    const elsewhere = document.body.appendChild(document.createElement('input'));
    await fireEvent.click(screen.getByRole('button'));
    const field = screen.getAllByRole('textbox').find((one) => one !== elsewhere)!;
    await fireEvent.input(field, { target: { value: '+351912000101' } });
    elsewhere.focus();
    const button = await screen.findByRole('button');
    expect(onadd).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();

    await fireEvent.click(button);
    await fireEvent.keyDown(await screen.findByRole('textbox'), { key: 'Escape' });
    expect(document.activeElement).toBe(await screen.findByRole('button'));
  });

  it('is removed by its own button', async () => {
    const onremove = vi.fn(() => Promise.resolve());
    render(RemoveAddress, { props: { text: '+351912000101', onremove } });
    await fireEvent.click(screen.getByRole('button', { name: 'Remove +351912000101' }));
    expect(onremove).toHaveBeenCalledOnce();
  });
});
