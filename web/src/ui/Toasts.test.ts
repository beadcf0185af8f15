import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toasts } from '../lib/toasts.svelte';
import Toasts from './Toasts.svelte';

const SHOWN_MS = 6_000;
const action = { text: 'Open', run: () => {} };
const texts = () => toasts.shown.map(({ text }) => text);
const toast = (text: string) => screen.getByText(text).closest<HTMLElement>('.toast')!;
const closeOf = (text: string) => toast(text).querySelector<HTMLElement>('[aria-label="Close"]')!;

function pass(milliseconds: number) {
  vi.advanceTimersByTime(milliseconds);
  flushSync();
}
function show(text: string, about?: string) {
  toasts.show({ text, action, ...(about ? { about } : {}) });
  flushSync();
}

describe('toasts', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    render(Toasts);
  });
  afterEach(() => {
    for (const { id } of toasts.shown) toasts.hide(id);
    cleanup();
    vi.useRealTimers();
  });

  it('stay while one of them has the focus or is pointed at', async () => {
    show('one');
    show('two');
    closeOf('one').focus();
    await fireEvent.pointerEnter(toast('two'), { pointerType: 'mouse' });
    await fireEvent.pointerLeave(toast('two'));
    pass(60_000);
    expect(texts()).toEqual(['one', 'two']);
    closeOf('one').blur();
    pass(SHOWN_MS);
    expect(texts()).toEqual([]);
  });

  it('go once the one that had the focus is replaced, taken back or pushed out', () => {
    for (const end of [
      () => show('newer', 'a'),
      () => toasts.takeBack('a'),
      () => ['x', 'y', 'z'].forEach((text) => show(text)),
    ]) {
      show('one', 'a');
      toast('one').querySelector('button')!.focus();
      pass(60_000);
      expect(texts()).toEqual(['one']);
      end();
      flushSync();
      pass(SHOWN_MS);
      expect(texts()).toEqual([]);
    }
  });

  it('go once the hand that held one has closed it, unless it rests on another', async () => {
    for (const restsOn of [null, 'two']) {
      show('one');
      show('two');
      await fireEvent.pointerEnter(toast('one'), { pointerType: 'mouse' });
      pass(60_000);
      await fireEvent.click(closeOf('one'));
      if (restsOn) await fireEvent.pointerEnter(toast(restsOn), { pointerType: 'mouse' });
      pass(SHOWN_MS);
      expect(texts()).toEqual(restsOn ? [restsOn] : []);
    }
  });
});
