import { describe, expect, it } from 'vitest';
import { fromField, toField } from './attributes';

describe('attributes in fields', () => {
  it('go there and back', () => {
    for (const [value, kind, text] of [
      [true, 'yes_no', 'yes'],
      [false, 'yes_no', 'no'],
      [4.5, 'number', '4.5'],
      ['2026-05-03', 'date', '2026-05-03'],
      ['Gold', 'list', 'Gold'],
    ] as const) {
      expect(toField(value)).toBe(text);
      expect(fromField(text, kind)).toBe(value);
    }
  });

  it('are taken away by an empty field', () => {
    expect(toField(undefined)).toBe('');
    expect(fromField('', 'number')).toBeNull();
  });
});
