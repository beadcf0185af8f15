import { beforeEach, expect, it } from 'vitest';
import { me } from '../test/samples';
import { recent } from './recent.svelte';
import { session } from './session.svelte';

beforeEach(() => {
  localStorage.clear();
  session.me = me();
});

it('keeps a few searches, each once, the last first, and each agent their own', () => {
  for (let number = 1; number <= 10; number += 1) recent.keep(`search ${number}`);
  recent.keep(' search 5 ');
  recent.keep('');
  expect(recent.all).toEqual([5, 10, 9, 8, 7, 6, 4, 3].map((number) => `search ${number}`));
  session.me = { ...me(), id: 77 };
  expect(recent.all).toEqual([]);
  session.me = me();
  expect(recent.all).toHaveLength(8);
  recent.forget();
  expect(recent.all).toEqual([]);
});
