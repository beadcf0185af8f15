import { cleanup, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { clockTime, stamp } from '../lib/format';
import { anHourLater, shown } from '../test/message';
import { later, START } from '../test/samples';

const message = () => screen.getByRole('article');

anHourLater();

describe('the time of a message', () => {
  const time = () => message().querySelector('time');

  it('is when it was sent, and both times of one that came late', () => {
    shown({ at: later(30), sent_at: START });
    expect(time()?.dateTime).toBe(START);
    expect(time()?.textContent).toBe(clockTime(START));
    cleanup();
    shown({ at: later(480), sent_at: START }, {}, false);
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
