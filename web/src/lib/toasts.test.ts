import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toasts } from './toasts.svelte';

const texts = () => toasts.shown.map((toast) => toast.text);

describe('a toast', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    for (const toast of toasts.shown) toasts.hide(toast.id);
    vi.useRealTimers();
  });

  it('goes away after its time', () => {
    toasts.show({ text: 'one' });
    toasts.show({ text: 'two' }, 12_000);
    vi.advanceTimersByTime(5_999);
    expect(texts()).toEqual(['one', 'two']);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual(['two']);
    vi.advanceTimersByTime(6_000);
    expect(texts()).toEqual([]);
  });

  it('stays while somebody is at it, and has its whole time again after that', () => {
    toasts.show({ text: 'one' });
    vi.advanceTimersByTime(5_000);
    toasts.hold();
    toasts.show({ text: 'two' });
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(['one', 'two']);
    toasts.release();
    vi.advanceTimersByTime(5_999);
    expect(texts()).toEqual(['one', 'two']);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual([]);
  });
});
