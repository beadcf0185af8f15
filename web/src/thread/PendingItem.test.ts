import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OutboxItem } from '../lib/outbox';
import { outbox } from '../lib/outbox.svelte';
import { START } from '../test/samples';
import PendingItem from './PendingItem.svelte';

const ITEM: OutboxItem = {
  key: 'key-1',
  conversationId: 1,
  kind: 'message',
  text: 'Our prices',
  seenSeq: 4,
  attachments: [
    { id: 31, name: 'prices.pdf', mime: 'application/pdf', size: 2_000, url: '/api/v1/attachments/31' },
  ],
  at: START,
  state: 'sending',
  reason: null,
};
const shown = (facts: Partial<OutboxItem>, onedit = vi.fn()) => {
  render(PendingItem, { item: { ...ITEM, ...facts }, onedit });
  return onedit;
};
const buttons = () => screen.queryAllByRole('button').map((button) => button.textContent?.trim());

describe('a message that is not confirmed', () => {
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it.each([
    ['held', 'Sent in a moment', ['Undo', 'Send now']],
    ['sending', 'Sending', []],
    ['waiting', 'Waiting for the connection', []],
    ['asking', 'The conversation has moved on.', ['Send anyway', 'Edit', 'Discard']],
    ['failed', 'Not delivered', ['Try again', 'Edit', 'Discard']],
  ] as const)('is named by how it stands: %s', (state, name, answers) => {
    shown({ state });
    expect(screen.getByRole('article', { name })).toBeTruthy();
    expect(buttons()).toEqual(answers);
  });

  it('can be taken back into the composer while it is held, or sent at once', async () => {
    const discard = vi.spyOn(outbox, 'discard').mockReturnValue(undefined);
    const release = vi.spyOn(outbox, 'release').mockReturnValue(undefined);
    const onedit = shown({ state: 'held' });
    onedit.mockReturnValueOnce(false).mockReturnValueOnce(true);
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(discard).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(discard).toHaveBeenCalledExactlyOnceWith('key-1');
    await fireEvent.click(screen.getByRole('button', { name: 'Send now' }));
    expect(release).toHaveBeenCalledExactlyOnceWith('key-1');
  });

  it('shows cards, which have no text', () => {
    const cards = [
      { title: 'Brass lamp', subtitle: '89 €', buttons: [{ type: 'reply' as const, title: 'I take it' }] },
      { title: 'Linen shade', buttons: [] },
    ];
    shown({ text: '', attachments: [], extras: { cards } });
    for (const name of ['Brass lamp', 'Linen shade'])
      expect(screen.getByRole('region', { name }).textContent).toContain(name);
    expect(screen.getByText('I take it')).toBeTruthy();
    expect(screen.getByText('89 €')).toBeTruthy();
  });

  it.each<[string, OutboxItem['extras'], string[]]>([
    [
      'a template',
      { template: { name: 'order_update', language: 'en_US', parameters: [] } },
      ['Template order_update', 'Our prices'],
    ],
    [
      'a list',
      {
        header: 'Lamps',
        list: { button: 'Choose', sections: [{ title: 'Brass', rows: [{ id: '1', title: 'Small one' }] }] },
      },
      ['Lamps', 'Our prices', 'Brass', 'Small one'],
    ],
    [
      'quick replies',
      { quick_replies: [{ title: 'Red' }, { type: 'email', title: '' }] },
      ['Our prices', 'Red', 'Their e-mail address'],
    ],
  ])('shows what goes with its text: %s', (_, extras, told) => {
    shown({ attachments: [], extras });
    for (const text of told) expect(screen.getByText(text)).toBeTruthy();
  });

  it.each([
    ['is given back whole to be edited', true],
    ['stays while nobody can take it', false],
  ])('%s', async (_, isTaken) => {
    const discard = vi.spyOn(outbox, 'discard').mockReturnValue(ITEM);
    const failed = { state: 'failed', reason: 'The window is closed.' } as const;
    const onedit = shown(failed, vi.fn().mockReturnValue(isTaken));
    expect(screen.getByRole('alert').textContent).toContain('The window is closed.');
    await fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
    expect(onedit).toHaveBeenCalledExactlyOnceWith({ ...ITEM, ...failed });
    expect(discard.mock.calls).toEqual(isTaken ? [['key-1']] : []);
  });
});
