import { describe, expect, it } from 'vitest';
import type { Attribute } from '../api/admin';
import { choicesFor, conditionText, moved } from './conditions';

const plan: Attribute = { id: 1, key: 'plan', name: 'Plan', kind: 'list', options: ['Free', 'Gold'] };

describe('conditions', () => {
  it('read as sentences', () => {
    expect(conditionText({ kind: 'language', values: ['de', 'nl'], key: null }, [], [])).toBe(
      'Language is German or Dutch',
    );
    expect(conditionText({ kind: 'first_words', values: ['refund'], key: null }, [], [])).toBe(
      'Message begins with “refund”',
    );
    expect(conditionText({ kind: 'attribute', values: ['Gold'], key: 'plan' }, [], [plan])).toBe(
      'Plan is Gold',
    );
  });

  it('offer what may be chosen', () => {
    expect(choicesFor({ kind: 'attribute', values: [], key: 'plan' }, [], [plan])).toHaveLength(2);
    expect(choicesFor({ kind: 'attribute', values: [], key: 'other' }, [], [plan])).toBeNull();
    expect(choicesFor({ kind: 'subject', values: [], key: null }, [], [])).toBeNull();
  });
});

describe('an order', () => {
  it('changes by moving one', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a'], 0, 0)).toEqual(['a']);
  });
});
