import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';

const server = vi.hoisted(() => ({ readSetup: vi.fn(), setUp: vi.fn() }));
vi.mock('../api/requests', async (original) => ({ ...(await original<object>()), ...server }));

import { session } from '../lib/session.svelte';
import { me } from '../test/samples';
import Entrance from './Entrance.svelte';

async function types(label: string | RegExp, value: string) {
  await fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

beforeEach(() => {
  session.me = null;
  server.setUp.mockReset();
  history.replaceState(null, '', '/setup?code=abc123');
});
afterEach(cleanup);

it('a new server makes its first admin, with the code of its address', async () => {
  server.readSetup.mockResolvedValue({ is_needed: true });
  server.setUp.mockRejectedValueOnce(new Problem(422, 'invalid', 'A password has 12 to 1000 characters.'));
  server.setUp.mockResolvedValueOnce({ ...me(), role: 'admin' });
  render(Entrance);
  await screen.findByRole('heading', { name: 'Make the first admin' });
  expect(screen.queryByLabelText('Code')).toBeNull();
  await types('Your name', 'Ann Lee');
  await types('E-mail', ' ann@example.com ');
  await types('Password', 'short');
  await fireEvent.click(screen.getByRole('button', { name: 'Make the admin' }));
  expect((await screen.findByRole('alert')).textContent).toContain('12 to 1000');
  await types('Password', 'correct horse battery');
  await fireEvent.click(screen.getByRole('button', { name: 'Make the admin' }));
  await vi.waitFor(() => expect(session.me?.role).toBe('admin'));
  expect(server.setUp).toHaveBeenLastCalledWith({
    code: 'abc123',
    name: 'Ann Lee',
    email: 'ann@example.com',
    password: 'correct horse battery',
  });
  expect(location.pathname + location.search).toBe('/mine');
});

it('asks for the code where the address has none, and lets sign in once somebody was quicker', async () => {
  history.replaceState(null, '', '/');
  server.readSetup.mockResolvedValue({ is_needed: true });
  server.setUp.mockRejectedValueOnce(
    new Problem(409, 'already_set_up', 'This workspace has its first admin.'),
  );
  render(Entrance);
  await screen.findByLabelText('Code');
  await fireEvent.submit(screen.getByRole('button', { name: 'Make the admin' }).closest('form')!);
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
});

it('everywhere else one signs in, also where the server does not answer', async () => {
  server.readSetup.mockResolvedValueOnce({ is_needed: false });
  render(Entrance);
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
  cleanup();
  server.readSetup.mockRejectedValueOnce(new Error('gone'));
  render(Entrance);
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
});
