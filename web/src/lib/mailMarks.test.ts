import { describe, expect, it } from 'vitest';
import { enter, marked, markOf, type Edit, type Mark } from './mailMarks';

/** A text with its selection between brackets; `|` is a cursor. */
function read(written: string) {
  const cursor = written.indexOf('|');
  if (cursor >= 0) return { text: written.replace('|', ''), start: cursor, end: cursor };
  const start = written.indexOf('⟨');
  return { text: written.replace(/[⟨⟩]/g, ''), start, end: written.indexOf('⟩') - 1 };
}
function after({ text }: { text: string }, { from, to, words, select: { start, end } }: Edit): string {
  const now = text.slice(0, from) + words + text.slice(to);
  if (start === end) return `${now.slice(0, start)}|${now.slice(start)}`;
  return `${now.slice(0, start)}⟨${now.slice(start, end)}⟩${now.slice(end)}`;
}
const mark = (kind: Mark, written: string) =>
  after(read(written), marked(kind, read(written).text, read(written)));
const press = (written: string) => {
  const edit = enter(read(written).text, read(written));
  return edit && after(read(written), edit);
};

describe('a mark', () => {
  it('is put around what is chosen, and taken away again', () => {
    expect(mark('bold', 'a ⟨b c⟩ d')).toBe('a **⟨b c⟩** d');
    expect(mark('bold', 'a **⟨b c⟩** d')).toBe('a ⟨b c⟩ d');
    expect(mark('bold', 'a ⟨**b**⟩ d')).toBe('a ⟨b⟩ d');
    expect(mark('italic', 'a ⟨ b ⟩d')).toBe('a  *⟨b⟩* d');
    expect(mark('italic', '*⟨b⟩*')).toBe('⟨b⟩');
    expect(mark('italic', '**⟨b⟩**')).toBe('***⟨b⟩***');
    expect(mark('italic', '***⟨b⟩***')).toBe('**⟨b⟩**');
    expect(mark('bold', 'a |')).toBe('a **|**');
    expect(mark('bold', 'a **|**')).toBe('a |');
  });

  it('makes a link of words or of an address', () => {
    expect(mark('link', 'see ⟨your order⟩.')).toBe('see [your order](⟨https://⟩).');
    expect(mark('link', 'see ⟨https://a.example⟩.')).toBe('see [|](https://a.example).');
    expect(mark('link', 'see |')).toBe('see [|](https://)');
  });

  it('begins every line that is chosen, or none', () => {
    expect(mark('list', 'x\na|b\ny')).toBe('x\n- a|b\ny');
    expect(mark('list', 'x\n- a|b')).toBe('x\na|b');
    expect(mark('quote', '⟨a\n\nb⟩')).toBe('⟨> a\n\n> b⟩');
    expect(mark('quote', '⟨> a\n\n> b⟩')).toBe('⟨a\n\nb⟩');
    expect(mark('list', '⟨a\n⟩b')).toBe('⟨- a⟩\nb');
    expect(mark('list', '|')).toBe('- |');
  });

  it('has its keys', () => {
    const key = (facts: Partial<KeyboardEvent>) =>
      markOf({ key: '', code: '', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, ...facts });
    expect(key({ key: 'b' })).toBe('bold');
    expect(key({ key: 'и', code: 'KeyB' })).toBe('bold');
    expect(key({ key: 'i', ctrlKey: false, metaKey: true })).toBe('italic');
    expect(key({ key: 'K', shiftKey: true })).toBe('link');
    expect(key({ key: '(', code: 'Digit8', shiftKey: true })).toBe('list');
    expect(key({ key: ')', code: 'Digit9', shiftKey: true })).toBe('quote');
    expect(key({ key: 'k' })).toBeNull();
    expect(key({ key: 'b', ctrlKey: false })).toBeNull();
  });
});

describe('Enter', () => {
  it('goes on with a list or a quote', () => {
    expect(press('- a|')).toBe('- a\n- |');
    expect(press('  * a|b')).toBe('  * a\n  * |b');
    expect(press('9. a|')).toBe('9. a\n10. |');
    expect(press('> > a|')).toBe('> > a\n> > |');
    expect(press('x\n- ⟨a⟩')).toBe('x\n- \n- |');
  });

  it('ends it where nothing was written', () => {
    expect(press('- a\n- |')).toBe('- a\n|');
    expect(press('> |')).toBe('|');
  });

  it('is a new line elsewhere', () => {
    expect(press('a|')).toBeNull();
    expect(press('|- a')).toBeNull();
    expect(press('- a\nb|')).toBeNull();
  });
});
