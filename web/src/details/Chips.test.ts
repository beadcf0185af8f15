import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { catalogue } from '../lib/store/catalogue.svelte';
import { conversation } from '../test/samples';
import Chips from './Chips.svelte';

afterEach(() => {
  cleanup();
  catalogue.labels.remove(3);
  catalogue.tags.remove(4);
});

const marked = conversation(5, {
  labels: [{ id: 3, name: 'Escalated', colour: 'red' }],
  tags: [{ id: 4, name: 'Refund', predefined: true, conversation_count: null }],
});

async function renamed() {
  catalogue.labels.put({ id: 3, name: 'Urgent', colour: 'teal' });
  catalogue.tags.put({ id: 4, name: 'Money back', predefined: true, conversation_count: null });
  await tick();
}

describe('a renamed mark', () => {
  it('has its new name in the details at once', async () => {
    render(Chips, { props: { conversation: marked, kind: 'labels' } });
    render(Chips, { props: { conversation: marked, kind: 'tags' } });
    expect(screen.getByText('Escalated')).toBeTruthy();
    await renamed();
    expect(screen.getByText('Urgent')).toBeTruthy();
    expect(screen.getByText('Money back')).toBeTruthy();
    expect(screen.queryByText('Escalated') ?? screen.queryByText('Refund')).toBeNull();
  });
});
