import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Trial as Outcome } from '../api/admin';
import type { Inbox } from '../api/types';
import { serve } from '../test/server';
import Trial from './Trial.svelte';

const inbox = { id: 1, name: 'Shop', channel: 'whatsapp' } as Inbox;
const usual: Outcome = {
  rule_id: null,
  rule_name: null,
  queue_id: 1,
  queue_name: 'Orders',
  language: null,
  is_open: true,
  agent_id: null,
  agent_name: null,
  why: 'default',
  conversation_id: null,
  contact_id: null,
  contact_name: null,
  reason: null,
  of: null,
  online: null,
  checked: [],
};

function open(outcome: Partial<Outcome>) {
  const asked = serve({
    'GET /contacts': () => [
      200,
      { items: [{ id: 5, name: 'Mira Aziz', phone: null, email: null, username: null }], next_cursor: null },
    ],
    'POST /routing-rules/trial': () => [200, { ...usual, ...outcome }],
  });
  render(Trial, { inboxes: [inbox] });
  return asked;
}

async function ask() {
  await fireEvent.input(screen.getByLabelText('First message'), { target: { value: 'Hello' } });
  await fireEvent.submit(screen.getByRole('button', { name: 'Try it' }).closest('form')!);
  await screen.findByText('Orders');
}
const told = () => screen.getByRole('status').textContent?.replace(/\s+/g, ' ');

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a trial of the rules', () => {
  it('is of a contact who has no address, if one is chosen', async () => {
    const asked = open({ contact_id: 5, contact_name: 'Mira Aziz' });
    await fireEvent.click(screen.getByRole('button', { name: 'Choose a contact' }));
    await fireEvent.click(await screen.findByRole('option', { name: /Mira Aziz/ }));
    expect(screen.queryByLabelText(/^Customer’s number/)).toBeNull();
    await ask();
    expect(asked.at(-1)?.body).toEqual({ inbox_id: 1, text: 'Hello', contact_id: 5 });
    expect(told()).toContain('Written by Mira Aziz.');
    await fireEvent.click(screen.getByRole('button', { name: 'Remove Mira Aziz' }));
    expect(screen.getByLabelText(/^Customer’s number/)).toBeTruthy();
  });

  it('says that nobody is known by the address', async () => {
    const asked = open({});
    await fireEvent.input(screen.getByLabelText(/^Customer’s number/), { target: { value: ' +351 9 ' } });
    await ask();
    expect(asked.at(-1)?.body).toEqual({ inbox_id: 1, text: 'Hello', address: '+351 9' });
    expect(told()).toContain('Nobody is known by +351 9: a new contact.');
  });

  it('leads to the conversation that goes on, and says who has it', async () => {
    open({ why: 'open', conversation_id: 7, agent_name: 'Ben' });
    await ask();
    expect(told()).toContain('an open conversation with this customer goes on: #7.');
    expect(told()).toContain('Ben has it.');
    expect(screen.getByRole('link', { name: 'Open #7' }).getAttribute('href')).toBe('/c/7');
  });

  it('says that the customer is blocked, and that nobody would get it', async () => {
    open({ why: 'blocked' });
    await ask();
    expect(told()).toContain('this customer is blocked');
    expect(told()).not.toContain('waits there');
  });
});
