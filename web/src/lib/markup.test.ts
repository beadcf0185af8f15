import { describe, expect, it } from 'vitest';
import { inline, markup, MARKED_MAX, type Inline } from './markup';

/** As one would write it down: `<bold>a</bold>`. */
const told = (parts: Inline[]): string =>
  parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      if ('parts' in part) return `<${part.type}>${told(part.parts)}</${part.type}>`;
      return `<${part.type}>${part.text}</${part.type}>`;
    })
    .join('');

describe('the marks of a line', () => {
  it.each([
    [
      '*bold*, _italic_ and ~struck~',
      '<bold>bold</bold>, <italic>italic</italic> and <strike>struck</strike>',
    ],
    ['*a _b ~c~_*', '<bold>a <italic>b <strike>c</strike></italic></bold>'],
    ['run `cargo *run*` or ```npm```', 'run <code>cargo *run*</code> or <code>npm</code>'],
    ['(*yes*)!', '(<bold>yes</bold>)!'],
    ['*two words* here', '<bold>two words</bold> here'],
  ])('are read: %s', (line, tree) => expect(told(inline(line))).toBe(tree));

  it.each(['2 * 3 * 4', 'snake_case_name', '* not bold *', '**', '5*3*2', 'a ~ b ~ c', '`` ` ``'])(
    'are none where they touch no words: %s',
    (line) => expect(told(inline(line))).toBe(line),
  );

  it('leave addresses alone, and close after them', () => {
    expect(told(inline('https://a.example/some_long_name_*x*'))).toBe(
      '<link>https://a.example/some_long_name_*x*</link>',
    );
    expect(inline('javascript:alert(1)')).toEqual([{ type: 'text', text: 'javascript:alert(1)' }]);
  });
});

describe('the parts of a text', () => {
  it('are lines, quotes, lists and code', () => {
    const blocks = markup(
      'Hello\n*there*\n> said\n> so\n- one\n* two\n1. first\n2. second\n```\nlet x;\n```\nbye',
    );
    expect(blocks.map(({ type }) => type)).toEqual(['lines', 'quote', 'bullets', 'numbers', 'pre', 'lines']);
    expect(blocks[0]).toEqual({
      type: 'lines',
      parts: [
        { type: 'text', text: 'Hello' },
        { type: 'text', text: '\n' },
        { type: 'bold', parts: [{ type: 'text', text: 'there' }] },
      ],
    });
    expect(blocks[4]).toEqual({ type: 'pre', text: 'let x;' });
  });

  it('keep empty lines, and code within a line in it', () => {
    expect(markup('a\n\nb')).toEqual([
      { type: 'lines', parts: ['a', '\n', '\n', 'b'].map((text) => ({ type: 'text', text })) },
    ]);
    expect(markup('use ```x``` here').map(({ type }) => type)).toEqual(['lines']);
    expect(markup('```x```').map(({ type }) => type)).toEqual(['pre']);
  });

  it('number a list as it was numbered', () => {
    expect(markup('3. c\n4. d')).toMatchObject([{ type: 'numbers', items: [{ value: 3 }, { value: 4 }] }]);
  });

  it('read a hostile text in no time', () => {
    const began = performance.now();
    markup('*a '.repeat(MARKED_MAX / 3));
    markup('*_~`'.repeat(MARKED_MAX / 4));
    markup('*_~a'.repeat(MARKED_MAX / 4));
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(markup('*x*'.repeat(MARKED_MAX))).toHaveLength(1);
  });
});
