import { describe, expect, it } from 'vitest';
import type { Agent } from '../api/types';
import { colleaguesOf, mentionAt, mentionedIn, mentionParts, namesake } from './mentions';

const ANA = { id: 1, name: 'Ana' };
const ANA_TORRES = { id: 2, name: 'Ana Torres' };
const BEN = { id: 3, name: 'Ben Okafor' };
const ALL = [ANA, ANA_TORRES, BEN];

describe('mentions', () => {
  it('begin with an @ at the start of a word', () => {
    expect(mentionAt('Ask @Be', 7)).toEqual({ start: 4, typed: 'Be' });
    expect(mentionAt('@', 1)).toEqual({ start: 0, typed: '' });
    expect(mentionAt('@Ana To', 7)).toEqual({ start: 0, typed: 'Ana To' });
    expect(mentionAt('mail ben@example', 16)).toBeNull();
    expect(mentionAt('@Ben and then more', 18)).toBeNull();
  });

  it('offer whose first or last name begins so', () => {
    expect(namesake(ALL, 'ok').map(({ id }) => id)).toEqual([3]);
    expect(namesake(ALL, 'ana').map(({ id }) => id)).toEqual([1, 2]);
  });

  it('name the longest name that stands there, and each person once', () => {
    expect(mentionedIn('@Ana Torres and @Ben Okafor, again @Ben Okafor', ALL)).toEqual([2, 3]);
    expect(mentionedIn('@Ana can you?', ALL)).toEqual([1]);
    expect(mentionParts('Hi @Ben Okafor!', ALL)).toEqual([
      { text: 'Hi ', id: null },
      { text: '@Ben Okafor', id: 3 },
      { text: '!', id: null },
    ]);
  });

  it('end where the name ends', () => {
    const ann = [{ id: 7, name: 'Ann' }];
    for (const text of ['@Annabel', '@Ann-Marie', '@Ann2', '@Anné', '@Ann\u0301'])
      expect(mentionedIn(text, ann)).toEqual([]);
    for (const text of ['@Ann', '@Ann, hi', '@Ann’s', '@Ann- or not', '(@Ann)', '@Annさん'])
      expect(mentionedIn(text, ann)).toEqual([7]);
    expect(mentionedIn('@Annabel and @Ann', [...ann, { id: 8, name: 'Annabel' }])).toEqual([8, 7]);
  });

  it('reach only those who may see the conversation', () => {
    const agent = (id: number, facts: Partial<Agent>) =>
      ({ id, name: `A${id}`, role: 'agent', queue_ids: [], is_deactivated: false, ...facts }) as Agent;
    const all = [
      agent(1, { queue_ids: [4] }),
      agent(2, { queue_ids: [4] }),
      agent(3, { queue_ids: [5] }),
      agent(4, { role: 'supervisor' }),
      agent(5, {}),
      agent(6, { queue_ids: [4], is_deactivated: true }),
    ];
    expect(colleaguesOf(all, { queue_id: 4, agent_id: 5 }, 1).map(({ id }) => id)).toEqual([2, 4, 5]);
  });
});
