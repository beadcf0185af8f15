import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FullQueue } from '../api/admin';
import type { Inbox } from '../api/types';
import { session } from '../lib/session.svelte';
import { me, queue } from '../test/samples';
import { serve } from '../test/server';
import InboxForm from './InboxForm.svelte';
import QueueForm from './QueueForm.svelte';

const WINDOW = 'Also warn before WhatsApp’s 24-hour window closes';
const ACTIVE = 'Also resolve conversations that wait for us';

const list = (name: string) => screen.getByRole('combobox', { name }) as HTMLSelectElement;
const shown = (name: string) => list(name).selectedOptions[0]?.textContent;

async function choose(name: string, text: string) {
  const index = [...list(name).options].findIndex((option) => option.textContent === text);
  list(name).selectedIndex = index;
  await fireEvent.change(list(name));
}
const save = () => fireEvent.submit(screen.getByRole('button', { name: 'Save' }).closest('form')!);

beforeEach(() => {
  session.me = me({ role: 'admin' });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('what a level may leave to the one above', () => {
  it('is yes, no or as the workspace, for a queue', async () => {
    const asked = serve({ 'PATCH /queues/1': () => [200, queue(1)] });
    const own = queue(1, { warns_before_window: true }) as FullQueue;
    render(QueueForm, { queue: own, hours: [], attributes: [] });
    expect([shown(WINDOW), shown(ACTIVE)]).toEqual(['Yes', 'As the workspace']);
    await choose(WINDOW, 'As the workspace');
    await choose(ACTIVE, 'No');
    await save();
    await vi.waitFor(() =>
      expect(asked[0]?.body).toEqual({ warns_before_window: null, closes_active: false }),
    );
  });

  it('is yes, no or as the queue, for an inbox', async () => {
    const inbox = {
      id: 6,
      name: 'Shop',
      channel: 'whatsapp',
      queue_id: 1,
      abandonment_seconds: null,
      inactivity_seconds: null,
      warning_seconds: null,
      warns_before_window: null,
      closes_active: false,
      options: {
        marks_read: true,
        shows_typing: true,
        human_agent: false,
        sends_video: false,
        document_mb_max: null,
      },
    } as Inbox;
    const asked = serve({ 'PATCH /inboxes/6': () => [200, inbox] });
    render(InboxForm, { inbox });
    expect([shown(WINDOW), shown(ACTIVE)]).toEqual(['As the queue', 'No']);
    await choose(ACTIVE, 'Yes');
    await save();
    await vi.waitFor(() => expect(asked[0]?.body).toEqual({ closes_active: true }));
  });
});
