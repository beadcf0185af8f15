import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { START } from '../test/samples';
import { serve } from '../test/server';
import Unreadable from './Unreadable.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('what could not be read is shown while it is kept, and then why it was of no use', async () => {
  const delivery = {
    id: 2,
    channel: 'whatsapp',
    received_at: START,
    reason: 'no JSON',
    size: 7,
    body: '{"a": 1',
  };
  serve({
    'GET /deliveries/unreadable': () => [
      200,
      { items: [delivery, { ...delivery, id: 1, reason: 'no id', size: 0, body: '' }], next_cursor: null },
    ],
  });
  render(Unreadable);
  const [kept, old] = await screen.findAllByRole('listitem');
  expect(kept!.textContent).toMatch(/no JSON.*7 bytes?.*Show the raw delivery.*{"a": 1/s);
  expect(old!.textContent).toMatch(/no id.*What came was kept for seven days/s);
  expect(old!.textContent).not.toMatch(/bytes?|Show the raw delivery/);
});
