import { beforeEach, expect, it, vi } from 'vitest';

const ring = vi.hoisted(() => vi.fn());
vi.mock('./sound', () => ({ ring }));

import { preferences } from './preferences.svelte';
import { sounding } from './sounding';

beforeEach(() => {
  ring.mockClear();
  preferences.set('soundFor', 'all');
  preferences.set('repeats', false);
});

it('sounds as each agent has chosen: for everything, for what is theirs, or never', () => {
  const heard = (soundFor: 'all' | 'mine' | 'off', isForAll: boolean) => {
    preferences.set('soundFor', soundFor);
    ring.mockClear();
    sounding.ring(isForAll);
    return ring.mock.calls.length;
  };
  expect([heard('all', true), heard('all', false)]).toEqual([1, 1]);
  expect([heard('mine', true), heard('mine', false)]).toEqual([0, 1]);
  expect([heard('off', true), heard('off', false)]).toEqual([0, 0]);
});

it('sounds with the tone and the volume that were chosen', () => {
  preferences.set('tone', 'bell');
  preferences.set('volume', 5);
  sounding.ring(false);
  expect(ring).toHaveBeenCalledWith('bell', 5);
});

it('sounds again only where that is wanted, until it is ended', () => {
  vi.useFakeTimers();
  sounding.again();
  vi.advanceTimersByTime(120_000);
  expect(ring).not.toHaveBeenCalled();
  preferences.set('repeats', true);
  const end = sounding.again();
  vi.advanceTimersByTime(60_000);
  expect(ring).toHaveBeenCalledTimes(2);
  end();
  vi.advanceTimersByTime(60_000);
  expect(ring).toHaveBeenCalledTimes(2);
  preferences.set('soundFor', 'off');
  sounding.again();
  vi.advanceTimersByTime(60_000);
  expect(ring).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
