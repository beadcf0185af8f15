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

  it('reads what came late before what was written after it', () => {
    const second = entry(2, { at: later(20), sent_at: later(10) });
    const first = entry(3, { at: later(21), sent_at: later(5), place: 2 });
    const zeroth = entry(4, { at: later(22), sent_at: later(1), place: 2 });
    const orders = [
      [second, first, zeroth],
      [zeroth, second, first],
      [first, zeroth, second],
    ];
    for (const order of orders) {
      const merged = order.reduce((known, one) => merge(known, [one]), [entry(1)]);
      expect(merged.map(({ id }) => id)).toEqual([1, 4, 3, 2]);
    }
    const merged = merge([entry(1)], orders[0]!);
    expect(shape(layOut(merged, null, day))).toEqual(['day', '1^', '4', '3', '2$']);
  });

  it('keeps what was written in the same second as it came', () => {
    const facts = { at: later(9), sent_at: later(1), place: 1 };
    const merged = merge([entry(1, { sent_at: later(2) })], [entry(3, facts), entry(2, facts)]);
    expect(merged.map(({ id }) => id)).toEqual([2, 3, 1]);
  });

  it('joins a late message to an older page once that is there', () => {
    const late = entry(60, { at: later(900), sent_at: later(1), place: 45 });
    const newer = merge([entry(51), entry(52)], [late]);
    expect(newer.map(({ id }) => id)).toEqual([60, 51, 52]);
    const whole = merge(newer, [entry(44), entry(45, { sent_at: later(2) })]);
    expect(whole.map(({ id }) => id)).toEqual([44, 60, 45, 51, 52]);
  });

  it('begins no day twice for what came late', () => {
    const evening = entry(1, { at: later(0) });
    const answer = entry(2, { direction: 'outbound', at: later(86_400) });
    const afterAnswer = entry(3, { at: later(86_460), sent_at: later(60) });
    expect(shape(layOut([evening, answer, afterAnswer], null, day))).toEqual([
      'day',
      '1^$',
      'day',
      '2^$',
      '3^$',
    ]);
    const overtook = entry(4, { at: later(86_400), sent_at: later(70) });
    const late = entry(5, { at: later(86_470), sent_at: later(65), place: 4 });
    expect(shape(layOut(merge([evening], [overtook, late]), null, day))).toEqual(['day', '1^', '5', '4$']);
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
    const late = entry(5, { sent_at: later(-9), place: 3 });
    const withLate = merge(entries, [late]);
    expect(firstUnreadEntry(withLate, 1, 1)).toBe(5);
    expect(firstUnreadEntry(withLate, 1, 2)).toBe(5);
    expect(firstUnreadEntry(withLate, 1, 3)).toBe(5);
    expect(firstUnreadEntry(withLate, 1, 4)).toBe(1);
  });
});
