import { describe, expect, it } from 'vitest';
import type { Inline } from './markup';
import { inlineOf, markdown, MARKDOWN_MAX, type MailBlock } from './markdown';

/** As angle brackets, to be read at a glance. */
const told = (parts: Inline[]): string =>
  parts
    .map((part) => {
      switch (part.type) {
        case 'text':
          return part.text;
        case 'link':
          return `<a ${part.href}>${part.text}</a>`;
        case 'code':
          return `<code>${part.text}</code>`;
        default:
          return `<${part.type}>${told(part.parts)}</${part.type}>`;
      }
    })
    .join('');
const inline = (text: string) => told(inlineOf(text));
const block = (one: MailBlock): string => {
  switch (one.type) {
    case 'paragraph':
      return told(one.parts);
    case 'pre':
      return `{${one.text}}`;
    case 'rule':
      return '---';
    case 'quote':
      return `>[${one.blocks.map(block).join('|')}]`;
    case 'list':
      return `${one.start ?? '-'}(${one.items.map((item) => item.map(block).join('|')).join(';')})`;
  }
};
const blocks = (text: string) => markdown(text).map(block).join(' ¶ ');

const PIECES_LENGTH = 20_000;

describe('Markdown within a line', () => {
  it('marks words', () => {
    expect(inline('a **b** c *d* _e_ __f__ ~~g~~')).toBe(
      'a <bold>b</bold> c <italic>d</italic> <italic>e</italic> <bold>f</bold> <strike>g</strike>',
    );
    expect(inline('***both***')).toBe('<bold><italic>both</italic></bold>');
    expect(inline('**a *b* c**')).toBe('<bold>a <italic>b</italic> c</bold>');
  });

  it('leaves alone what only looks like a mark', () => {
    for (const text of [
      '2 * 3 * 4',
      '2*3*4',
      'snake_case_name',
      'a * b',
      '**',
      '*a',
      'a~b~c',
      '5 ** 2',
      '[a](b)',
    ])
      expect(inline(text), text).toBe(text);
    expect(inline('\\*a\\* \\[b]')).toBe('*a* [b]');
  });

  it('has code, in which nothing else is marked', () => {
    expect(inline('`a *b*` and ``c ` d``')).toBe('<code>a *b*</code> and <code>c ` d</code>');
    expect(inline('a ` b')).toBe('a ` b');
  });

  it('has links that only lead to the web or to a mail', () => {
    expect(inline('[the *order*](https://a.example/1)')).toBe('<a https://a.example/1>the *order*</a>');
    expect(inline('[us](mailto:a@b.example)')).toBe('<a mailto:a@b.example>us</a>');
    expect(inline('[x](javascript:alert(1))')).toBe('[x](javascript:alert(1))');
    expect(inline('See https://a.example/a_b_c.')).toBe(
      'See <a https://a.example/a_b_c>https://a.example/a_b_c</a>.',
    );
    expect(inline('**https://a.example**')).toBe('<bold><a https://a.example>https://a.example</a></bold>');
  });
});

describe('Markdown of several lines', () => {
  it('has paragraphs whose lines stay lines', () => {
    expect(blocks('Hello,\n\nthank you\nso much\n\n\nAna')).toBe('Hello, ¶ thank you\nso much ¶ Ana');
  });

  it('has lists, also within lists', () => {
    expect(blocks('You can:\n- one\n- two\n  more of two\n  - three\n1. first\n2. second')).toBe(
      'You can: ¶ -(one;two\nmore of two|-(three)) ¶ 1(first;second)',
    );
    expect(blocks('3) c\n4) d')).toBe('3(c;d)');
    expect(blocks('- a\n\n- b\n\nc')).toBe('-(a;b) ¶ c');
    expect(blocks('- a\nb')).toBe('-(a\nb)');
    expect(blocks('- a\n\nb')).toBe('-(a) ¶ b');
    expect(blocks('In\n2026. May')).toBe('In\n2026. May');
    expect(blocks('-no list\n1.neither')).toBe('-no list\n1.neither');
  });

  it('has quotes and code', () => {
    expect(blocks('> a\n> - b\n>\n> > c\nd')).toBe('>[a|-(b)|>[c\nd]]');
    expect(blocks('> a\nb\n\nc')).toBe('>[a\nb] ¶ c');
    expect(blocks('# Title\ntext\n***\nend\n---')).toBe('<bold>Title</bold> ¶ text ¶ --- ¶ end\n---');
    expect(blocks('a\n\n    b\n     c\nd')).toBe('a ¶ {b\n c} ¶ d');
    expect(blocks('```\na  *b*\n\n> c\n```\nd')).toBe('{a  *b*\n\n> c} ¶ d');
    expect(blocks('```\nnever closed')).toBe('{never closed}');
  });

  it('is read in a moment, whatever it is made of', () => {
    const began = performance.now();
    for (const piece of [
      '*',
      '**a',
      '_a ',
      '[',
      '[a](',
      '`',
      '~~',
      '> ',
      '- ',
      '  - a\n',
      '> > > a\n',
      'http://',
      '\\',
    ])
      markdown(piece.repeat(PIECES_LENGTH / piece.length));
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(markdown('*a*'.repeat(MARKDOWN_MAX))).toHaveLength(1);
  });
});
