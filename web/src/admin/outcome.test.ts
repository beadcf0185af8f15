import { describe, expect, it } from 'vitest';
import { outcomeText, whyText } from './outcome';

const nobody = { why: 'default', agent_name: null, reason: null, of: null, is_open: true } as const;

describe('what becomes of a conversation that is tried', () => {
  it('is for members to accept where the queue is worked by hand, whoever is there', () => {
    expect(outcomeText(nobody, 'manual')).toContain('worked by hand');
    expect(outcomeText({ ...nobody, is_open: false }, 'manual')).toMatch(/closed.*worked by hand/);
  });

  it('is waiting where nobody could take it', () => {
    expect(outcomeText(nobody, 'least_busy')).toContain('Nobody could take it now');
    expect(outcomeText({ ...nobody, is_open: false }, undefined)).toContain('The queue is closed');
  });

  it('is nothing new where one goes on, or the customer is blocked', () => {
    const nothing = { rule_name: null, conversation_id: 7 };
    expect(whyText({ ...nothing, why: 'open' })).toBe('an open conversation with this customer goes on: #7.');
    expect(whyText({ ...nothing, why: 'blocked' })).toContain('blocked');
    expect(whyText({ ...nothing, rule_name: 'Refunds', why: 'rule' })).toContain('“Refunds”');
  });

  it('is an agent’s otherwise', () => {
    const given = { why: 'rule', agent_name: 'Ana', reason: 'least_busy', of: 3, is_open: true } as const;
    expect(outcomeText(given, 'least_busy')).toBe('Ana would get it: the least busy of 3 who could take it.');
  });
});
