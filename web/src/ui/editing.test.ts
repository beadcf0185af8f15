import { describe, expect, it } from 'vitest';
import { Problem } from '../api/client';
import { Editing } from './editing.svelte';

describe('a form', () => {
  it('sends only what somebody changed', () => {
    const editing = new Editing({ name: 'Support', member_ids: [1, 2], sticky: true });
    expect(editing.isDirty).toBe(false);
    editing.value.member_ids.push(3);
    expect(editing.isDirty).toBe(true);
    expect(editing.changes).toEqual({ member_ids: [1, 2, 3] });
    editing.value.member_ids.pop();
    expect(editing.isDirty).toBe(false);
  });

  it('is clean once it is kept, and says why it is not', async () => {
    const editing = new Editing({ name: 'Support' });
    editing.value.name = 'Sales';
    const refused = await editing.save(() =>
      Promise.reject(new Problem(409, 'name_taken', 'There is a queue “Sales”.')),
    );
    expect([refused, editing.problem, editing.isDirty]).toEqual([null, 'There is a queue “Sales”.', true]);
    expect(await editing.save(async () => 'kept')).toBe('kept');
    expect([editing.problem, editing.isDirty]).toEqual(['', false]);
  });

  it('does not change what it was given', () => {
    const given = { words: ['thanks'] };
    new Editing(given).value.words.push('bye');
    expect(given.words).toEqual(['thanks']);
  });
});
