import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { clock } from '../lib/clock.svelte';
import { catalogue } from '../lib/store/catalogue.svelte';
import { conversations } from '../lib/store/conversations.svelte';
import { conversation } from '../test/samples';
import Row from './Row.svelte';

afterEach(() => {
  cleanup();
  catalogue.labels.remove(3);
  clock.follow(Date.now());
});

describe('a row of the list', () => {
  it('shows a label as it is called and coloured now', async () => {
    conversations.put(conversation(5, { labels: [{ id: 3, name: 'Escalated', colour: 'red' }] }));
    const { container } = render(Row, { props: { id: 5, isOpen: false, hasButton: false } });
    const colour = () => container.querySelector('.list-row')?.getAttribute('style');
    const before = colour();
    expect(screen.getAllByText('Escalated').length).toBeGreaterThan(0);
    catalogue.labels.put({ id: 3, name: 'Urgent', colour: 'teal' });
    await tick();
    expect(screen.getAllByText('Urgent').length).toBeGreaterThan(0);
    expect(screen.queryByText('Escalated')).toBeNull();
    expect(colour()).not.toBe(before);
  });

  it.each([
    [7, null],
    [5.5, '5h'],
    [0.75, '45m'],
    [-1, null],
  ])('shows calmly how long the window lasts: %s hours', (hours, text) => {
    const end = new Date(clock.now + hours * 3_600_000 + 500).toISOString();
    conversations.put(conversation(6, { window_closes_at: end }));
    render(Row, { props: { id: 6, isOpen: false, hasButton: false } });
    expect(
      screen.queryByTitle(/Window closes in/)?.querySelector('[aria-hidden]:last-child')?.textContent ?? null,
    ).toBe(text);
  });

  it('has a sign while our last message did not get through', async () => {
    conversations.put(conversation(8, { last_message_failed: true }));
    render(Row, { props: { id: 8, isOpen: false, hasButton: false } });
    expect(screen.getByTitle('Our last message did not get through').textContent).toContain('did not get');
    conversations.put(conversation(8, { last_message_failed: false }));
    await tick();
    expect(screen.queryByTitle('Our last message did not get through')).toBeNull();
  });

  it('counts down by itself, and counts what is closed no more', async () => {
    const end = new Date(clock.now + 2.5 * 3_600_000).toISOString();
    conversations.put(conversation(6, { window_closes_at: end }));
    conversations.put(conversation(7, { window_closes_at: end, state: 'resolved' }));
    for (const id of [6, 7]) render(Row, { props: { id, isOpen: false, hasButton: false } });
    expect(screen.getAllByText('2h')).toHaveLength(1);
    clock.follow(clock.now + 2 * 3_600_000);
    await tick();
    expect(screen.queryByText('2h')).toBeNull();
    expect(screen.getByText(/^(29|30)m$/)).toBeTruthy();
  });
});
