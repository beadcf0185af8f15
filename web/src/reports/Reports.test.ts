import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAsked } from '../lib/asked';
import { router } from '../lib/router.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { agent, me, START } from '../test/samples';
import { serve } from '../test/server';
import ConfirmHost from '../ui/ConfirmHost.svelte';
import Reports from './Reports.svelte';

const times = { count: 0, median_ms: null, p90_ms: null, business_median_ms: null, business_p90_ms: null };
const figures = {
  started: 3,
  resolved: 2,
  abandoned: 0,
  abandonment_rate: 0,
  messages_in: 4,
  messages_out: 5,
};
const row = { key: '1', name: 'Orders', ...figures };

let isComplete: boolean;

function open(query = '') {
  const asked = serve({
    'GET /reports/summary': () => [
      200,
      {
        ...figures,
        is_complete: isComplete,
        from: START,
        to: START,
        time_zone: 'UTC',
        ended: 2,
        open_now: 1,
        by_cause: { agent: 2, customer: 0, inactivity: 0, blocked: 3, full: 0 },
        open_by_state: { queued: 4, active: 1, pending: 2, snoozed: 0 },
        waiting: times,
        first_response: times,
        resolution: times,
        previous: null,
        counted_up_to: 1,
      },
    ],
    'GET /reports/table': ({ path }) => {
      const rows = [{ ...row, key: path.includes('by=day') ? '2026-05-04' : '1' }];
      return [200, { is_complete: isComplete, from: START, to: START, columns: [], rows, total: row }];
    },
    'GET /reports/load': () => [
      200,
      {
        is_complete: isComplete,
        agents: [
          {
            id: 2,
            name: 'Ben',
            availability: 'online',
            capacity: 8,
            active: 1,
            pending: 0,
            snoozed: 0,
            replies_today: 0,
            resolved_today: 0,
          },
        ],
        queues: [],
      },
    ],
    'POST /reports/rebuild': () => {
      isComplete = false;
      return [202, null];
    },
  });
  render(ConfirmHost);
  render(Reports, { asked: readAsked(new URLSearchParams(query)) });
  return asked;
}

beforeEach(() => {
  isComplete = true;
  session.me = me({ role: 'admin' });
  catalogue.inboxes.put({ id: 6, name: 'Shop' } as never);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the page of reports', () => {
  it('is of one inbox, if that is asked for', async () => {
    const go = vi.spyOn(router, 'go').mockImplementation(() => undefined);
    const asked = open('inbox=6');
    const filter = (await screen.findByRole('combobox', { name: 'Inbox' })) as HTMLSelectElement;
    expect(filter.selectedOptions[0]?.textContent).toBe('Shop');
    await vi.waitFor(() =>
      expect(asked.map(({ path }) => path)).toContain('/reports/summary?days=7&inbox=6'),
    );
    await fireEvent.change(filter, { target: { value: '' } });
    expect(go).toHaveBeenLastCalledWith('/reports');
  });

  it('leads from a row to the open conversations of it', async () => {
    open('inbox=6');
    const link = await screen.findByRole('link', { name: 'Orders' });
    expect(link.getAttribute('href')).toBe('/all?queue=1&inbox=6');
    cleanup();
    open('by=day');
    const day = await screen.findByRole('rowheader', { name: /May/ });
    expect(within(day).queryByRole('link')).toBeNull();
  });

  it('is counted anew by an admin who is sure, and gives no CSV until that is done', async () => {
    const asked = open();
    expect(await screen.findByRole('link', { name: 'Download CSV' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Count anew' }));
    const question = await screen.findByRole('dialog', { name: 'Count everything anew?' });
    await fireEvent.submit(question.querySelector('form')!);
    const csv = await screen.findByRole('button', { name: 'Download CSV' });
    expect((csv as HTMLButtonElement).disabled).toBe(true);
    expect(screen.queryByRole('link', { name: 'Download CSV' })).toBeNull();
    expect(screen.getByText(/^Everything is being counted anew/)).toBeTruthy();
    expect(asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
      '/reports/rebuild',
    ]);
  });

  it('is counted anew by nobody else, and not by mistake', async () => {
    const asked = open();
    await fireEvent.click(await screen.findByRole('button', { name: 'Count anew' }));
    const question = await screen.findByRole('dialog');
    await fireEvent.click(within(question).getByRole('button', { name: 'Cancel' }));
    cleanup();
    session.me = me({ role: 'supervisor' });
    open();
    await screen.findByRole('link', { name: 'Download CSV' });
    expect(screen.queryByRole('button', { name: 'Count anew' })).toBeNull();
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('says how much of what is open is in which state, and what ended without an agent', async () => {
    open();
    expect(await screen.findByText('4 wait in a queue · 1 active · 2 pending · 0 snoozed')).toBeTruthy();
    expect(screen.getByText('by inactivity 0, by the customer 0, blocked 3')).toBeTruthy();
    expect(screen.queryByText('What was done today is still being counted.')).toBeNull();
  });

  it('says that what was done today is still being counted', async () => {
    isComplete = false;
    open();
    expect(await screen.findByText('What was done today is still being counted.')).toBeTruthy();
  });

  it('shows how full everybody is, by what is newest', async () => {
    open();
    const ben = await screen.findByRole('row', { name: /Ben/ });
    expect(ben.textContent).toContain('1 of 8');
    catalogue.agents.put(agent(2, { name: 'Ben', load: { active: 3, pending: 0, snoozed: 0 } }));
    await vi.waitFor(() => expect(ben.textContent).toContain('3 of 8'));
  });
});
