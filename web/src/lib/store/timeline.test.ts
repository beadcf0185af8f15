import { describe, expect, it } from 'vitest';
import { entry, later } from '../../test/samples';
import { byDay, firstUnreadEntry, layOut, merge } from './timeline';

const day = (at: string) => at.slice(0, 10);
const shape = (pieces: ReturnType<typeof layOut>) =>
  pieces.map((piece) =>
    piece.type === 'entry'
      ? `${piece.entry.id}${piece.first ? '^' : ''}${piece.last ? '$' : ''}`
      : piece.type,
  );

describe('the timeline', () => {
  it('holds each entry once, in order, with its newest form', () => {
    const merged = merge([entry(1), entry(3)], [entry(2), entry(3, { text: 'Edited' })]);
    expect(merged.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(merged[2]!.text).toBe('Edited');
  });

  it('puts the earlier conversation above', () => {
    const merged = merge(
      [entry(9, { conversation_id: 2, seq: 1 })],
      [entry(4, { conversation_id: 1, seq: 8 })],
    );
    expect(merged.map(({ id }) => id)).toEqual([4, 9]);
    expect(shape(layOut(merged, null, day))).toEqual(['day', '4^$', 'conversation', '9^$']);
  });

  it('lets the divider alone tell of the end and the beginning', () => {
    const end = entry(2, { kind: 'activity', direction: null, activity: { type: 'resolved' } });
    const start = entry(3, { ...end, id: 3, conversation_id: 2, seq: 1, activity: { type: 'created' } });
    const words = entry(4, { conversation_id: 2, seq: 2 });
    expect(shape(layOut([entry(1), end, start, words], null, day))).toEqual([
      'day',
      '1^$',
      'conversation',
      '4^$',
    ]);
    expect(shape(layOut([start, words], null, day))).toEqual(['day', '3^$', '4^$']);
  });

  it('keeps the pieces of a day together', () => {
    const pieces = layOut([entry(1), entry(2, { at: later(86_400) })], null, day);
    expect(byDay(pieces).map((one) => one.pieces.length)).toEqual([2, 2]);
  });

  it('groups what one author wrote in a few minutes', () => {
    const entries = [entry(1), entry(2, { at: later(60) }), entry(3, { at: later(600) })];
    expect(shape(layOut(entries, null, day))).toEqual(['day', '1^', '2$', '3^$']);
  });

  it('parts days, notes and what is new', () => {
    const note = entry(2, { kind: 'note', direction: null });
    expect(shape(layOut([entry(1), note, entry(3)], null, day))).toEqual(['day', '1^$', '2^$', '3^$']);
    expect(shape(layOut([entry(1), entry(2)], 2, day))).toEqual(['day', '1^$', 'new', '2^$']);
    expect(shape(layOut([entry(1), entry(2, { at: later(86_400) })], null, day))).toEqual([
      'day',
      '1^$',
      'day',
      '2^$',
    ]);
  });

  it('finds the first unread message of the customer', () => {
    const entries = [entry(1), entry(2, { direction: 'outbound' }), entry(3), entry(4)];
    expect(firstUnreadEntry(entries, 1, 2)).toBe(3);
    expect(firstUnreadEntry(entries, 1, 9)).toBe(1);
    expect(firstUnreadEntry(entries, 1, 0)).toBeNull();
  });
});
