import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { marking } from './found';

const marked = new Map<string, { ranges: Range[] }>();
class Highlighted {
  ranges: Range[];
  constructor(...ranges: Range[]) {
    this.ranges = ranges;
  }
}
const words = () => marked.get('found')?.ranges.map((range) => range.toString());

beforeEach(() => {
  marked.clear();
  vi.stubGlobal('CSS', { ...CSS, highlights: marked });
  vi.stubGlobal('Highlight', Highlighted);
  document.body.innerHTML =
    '<div><article>A Réfund, please <time>refund</time></article><article id="b">Hello</article><p>refund</p></div>';
});
afterEach(() => vi.unstubAllGlobals());

it('marks the words of a search in what people wrote, also in what comes later, until it is ended', async () => {
  const end = marking('refund tag:vip')(document.querySelector('div')!);
  await vi.waitFor(() => expect(words()).toEqual(['Réfund']));
  document.getElementById('b')!.textContent = 'The refund is on its way';
  await vi.waitFor(() => expect(words()).toEqual(['Réfund', 'refund']));
  end!();
  expect(marked.size).toBe(0);
});

it('marks nothing without words', () => {
  expect(marking(null)(document.body)).toBeUndefined();
  expect(marking('tag:vip')(document.body)).toBeUndefined();
});
