import { beforeEach, describe, expect, it } from 'vitest';
import { selection } from './selection.svelte';

const ROWS = [7, 5, 9, 2, 4];
const extend = (id: number) =>
  selection.extend(
    id,
    (one) => ROWS.indexOf(one),
    (start, end) => ROWS.slice(start, end),
  );

describe('the selection', () => {
  beforeEach(() => selection.clear());

  it('ticks and unticks', () => {
    selection.toggle(5);
    selection.toggle(9);
    selection.toggle(5);
    expect(selection.list).toEqual([9]);
  });

  it('reaches from the last one to this one, in either direction', () => {
    selection.toggle(2);
    extend(5);
    expect(selection.list).toEqual([2, 5, 9]);
    extend(4);
    expect(selection.list).toEqual([2, 5, 9, 4]);
  });

  it('begins where nothing was ticked before', () => {
    extend(9);
    expect(selection.list).toEqual([9]);
  });
});
