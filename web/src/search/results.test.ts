import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchPage } from '../api/types';
import { search } from '../api/requests';
import { Results } from './results.svelte';

vi.mock('../api/requests', () => ({ search: vi.fn() }));

const page = (total: number): SearchPage => ({
  items: [],
  next_cursor: null,
  total,
  unknown_terms: ['tag:refnd'],
});

describe('search as you type', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.mocked(search).mockReset();
  });

  it('asks once for what was typed in one go', async () => {
    vi.mocked(search).mockResolvedValue(page(3));
    const results = new Results();
    for (const typed of ['r', 're', 'refund']) results.ask(typed);
    await vi.advanceTimersByTimeAsync(200);
    expect(search).toHaveBeenCalledOnce();
    expect(results).toMatchObject({
      answered: 'refund',
      total: 3,
      unknown: ['tag:refnd'],
      searching: false,
    });
  });

  it('drops an answer that has been overtaken', async () => {
    let late: (answer: SearchPage) => void = () => {};
    vi.mocked(search).mockReturnValueOnce(new Promise((done) => (late = done)));
    vi.mocked(search).mockResolvedValueOnce(page(2));
    const results = new Results();
    results.ask('old');
    await vi.advanceTimersByTimeAsync(200);
    results.ask('new');
    await vi.advanceTimersByTimeAsync(200);
    late(page(99));
    await vi.advanceTimersByTimeAsync(0);
    expect(results).toMatchObject({ answered: 'new', total: 2 });
  });
});
