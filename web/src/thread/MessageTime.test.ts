import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../api/types';
import { clockTime, stamp } from '../lib/format';
import { entry, later, START } from '../test/samples';
import '../test/popover';
import type { ThreadActs } from './content/acts';
import Message from './Message.svelte';

const acts: ThreadActs = {
  channel: 'whatsapp',
  mayActOn: () => true,
  mayWrite: true,
  find: () => undefined,
  jump: vi.fn(),
  openPicture: vi.fn(),
  showDelivery: vi.fn(),
  pickEmoji: vi.fn(),
  showRaw: vi.fn(),
};

function shown(facts: Partial<Entry>, last = true) {
  render(Message, { entry: entry(1, facts), first: last, last, acts });
}
const message = () => screen.getByRole('article');

afterEach(cleanup);

describe('the time of a message', () => {
  const time = () => message().querySelector('time');

  it('is when it was sent, and both times of one that came late', () => {
    shown({ at: later(30), sent_at: START });
    expect(time()?.dateTime).toBe(START);
    expect(time()?.textContent).toBe(clockTime(START));
    cleanup();
    shown({ at: later(480), sent_at: START }, false);
    const both = `Sent ${clockTime(START)}, arrived ${clockTime(later(480))}`;
    expect(time()?.textContent).toBe(both);
    expect(message().getAttribute('aria-label')).toContain(both);
  });

  it('names the days if it came on another', () => {
    shown({ at: later(3 * 86_400), sent_at: START });
    expect(time()?.textContent).toBe(`Sent ${stamp(START)}, arrived ${stamp(later(3 * 86_400))}`);
  });

  it('is when ours was written', () => {
    shown({ direction: 'outbound', at: START, sent_at: later(900) });
    expect(time()?.textContent).toBe(clockTime(START));
  });
});
