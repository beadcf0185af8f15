import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { catalogue } from '../lib/store/catalogue.svelte';
import { conversations } from '../lib/store/conversations.svelte';
import { conversation } from '../test/samples';
import Row from './Row.svelte';

afterEach(() => {
  cleanup();
  catalogue.labels.remove(3);
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
});
