import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from '../api/types';
import { preferences } from '../lib/preferences.svelte';
import { conversations } from '../lib/store/conversations.svelte';
import { conversation } from '../test/samples';
import Row from './Row.svelte';

const LABELS = ['Escalated', 'Bug Report', 'Follow-up Required'].map((name, index) => ({
  id: index + 1,
  name,
  colour: 'red',
}));

/** The lines of the row, and what is told about its labels to whoever points at them. */
function lines(facts: Partial<Conversation>) {
  conversations.put(conversation(1, facts));
  const { container } = render(Row, { id: 1, isOpen: false, hasButton: false });
  const line = (name: string) => container.querySelector(`.${name}`)?.textContent?.replace(/\s+/g, ' ') ?? '';
  return {
    second: line('second'),
    third: line('third'),
    titles: [...container.querySelectorAll('.labels')].map((labels) => labels.getAttribute('title')),
  };
}

describe('a row of the list', () => {
  beforeEach(() => preferences.set('density', 'comfortable'));
  afterEach(cleanup);

  it('names its label, and says how many more there are and which', () => {
    const { second, titles } = lines({ labels: LABELS });
    expect(second).toContain('Escalated +2 and Bug Report and Follow-up Required');
    expect(titles).toEqual(['Escalated, Bug Report, and Follow-up Required']);
  });

  it('names it beside a subject too', () => {
    const { second } = lines({ labels: LABELS.slice(0, 1), subject: 'My parcel' });
    expect(second).toContain('My parcel');
    expect(second).toContain('Escalated');
    expect(second).not.toContain('+');
  });

  it('names it where the compact list has no second line', () => {
    preferences.set('density', 'compact');
    const { third, titles } = lines({ labels: LABELS.slice(0, 2) });
    expect(third).toContain('Escalated +1');
    expect(titles).toHaveLength(1);
  });
});
