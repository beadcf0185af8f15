import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Hours } from '../api/admin';
import { clock } from '../lib/clock.svelte';
import { session } from '../lib/session.svelte';
import { workspace } from '../lib/store/workspace.svelte';
import { me } from '../test/samples';
import { serve } from '../test/server';
import HoursPage from './HoursPage.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('business hours in another zone', () => {
  it('begin a holiday on the workspace’s day, and say by its clock when they change', async () => {
    session.me = me({ role: 'admin' });
    workspace.timeZone = 'Pacific/Auckland';
    clock.follow(Date.parse('2026-05-03T20:00:00Z'));
    const plan: Hours = {
      id: 1,
      name: 'Office',
      week: [[{ from: '09:00', to: '17:00' }], [], [], [], [], [], []],
      holidays: [],
      is_open: false,
      changes_at: '2026-05-03T21:00:00Z',
    };
    serve({ 'GET /hours': () => [200, { items: [plan], next_cursor: null }] });
    render(HoursPage, { item: 1 });
    // In the list and in the form.
    expect(await screen.findAllByText(/^Closed until Mon.*09:00.*GMT\+12/)).toHaveLength(2);
    expect(screen.getByText(/by the clock of the workspace: Pacific\/Auckland/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Add holiday' }));
    expect((screen.getByLabelText('Date') as HTMLInputElement).value).toBe('2026-05-04');
  });
});
