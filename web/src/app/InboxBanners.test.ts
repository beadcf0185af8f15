import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/clock.svelte';
import { session } from '../lib/session.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { inbox, me, START } from '../test/samples';
import { serve } from '../test/server';
import InboxBanners from './InboxBanners.svelte';

const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

beforeEach(() => {
  session.me = me({ role: 'admin' });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  for (const { id } of catalogue.inboxes.all) catalogue.inboxes.remove(id);
});

describe('inboxes that need somebody', () => {
  const stopped = inbox(3, { status: 'stopped', status_reason: 'The token has ended.' });
  const told = (id: number) => ({ id, kind: 'account_update', text: `Warning ${id}`, at: START });

  it('are told to everybody, and led to by admins', () => {
    catalogue.inboxes.put(stopped);
    render(InboxBanners);
    expect(screen.getByText('“Shop” is stopped. The token has ended.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Mend it' }).getAttribute('href')).toBe('/admin/inboxes/3/check');
    cleanup();
    session.me = me();
    render(InboxBanners);
    expect(screen.getByText(/is kept and sent when it works again/)).toBeTruthy();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('say until when one rests that goes on by itself', () => {
    const noon = new Date(2026, 4, 6, 12, 0).getTime();
    clock.follow(noon);
    const status_resumes_at = new Date(2026, 4, 6, 14, 5).toISOString();
    catalogue.inboxes.put({ ...stopped, status_reason: 'Too many complaints.', status_resumes_at });
    render(InboxBanners);
    expect(screen.getByText(/“Shop” rests until (14:05|0?2:05.PM)\. Too many complaints\./)).toBeTruthy();
    clock.follow(Date.now());
  });

  it('lead admins to what is held since a backup was put back', () => {
    catalogue.inboxes.put(inbox(3, { held: { since: START, messages: 2 } }));
    render(InboxBanners);
    expect(screen.getByText(/a backup was put back\. 2 messages that waited then are held\./)).toBeTruthy();
    const link = screen.getByRole('link', { name: 'Decide about them' });
    expect(link.getAttribute('href')).toBe('/admin/inboxes/3/check');
    cleanup();
    session.me = me();
    render(InboxBanners);
    expect(screen.queryByText(/backup/)).toBeNull();
  });

  it('are spoken, since they come into a region that is there', async () => {
    render(InboxBanners);
    const region = screen.getByRole('status');
    catalogue.inboxes.put(stopped);
    await tick();
    expect(region.textContent).toContain('“Shop” is stopped.');
  });

  it('lead nobody to a page that he may not open', () => {
    session.me = me();
    for (const id of [3, 4, 5]) catalogue.inboxes.put({ ...stopped, id });
    render(InboxBanners);
    expect(screen.getByText('and 1 more')).toBeTruthy();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('have warnings that only admins see, and dismiss', async () => {
    const asked = serve({ 'DELETE /inboxes/4/warnings/7': () => [204, null] });
    catalogue.inboxes.put(inbox(4, { warnings: [told(7), told(8), told(9)] }));
    render(InboxBanners);
    expect(screen.getByRole('link', { name: 'and 1 more' })).toBeTruthy();
    await click('Dismiss: “Shop”: Warning 7');
    await vi.waitFor(() => expect(screen.queryByText('“Shop”: Warning 7')).toBeNull());
    expect(asked).toHaveLength(1);
    cleanup();
    session.me = me({ role: 'supervisor' });
    render(InboxBanners);
    expect(screen.queryByText(/Warning/)).toBeNull();
  });
});
