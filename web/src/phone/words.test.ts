import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';

const components = import.meta.glob<string>('./**/*.svelte', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Attributes that are read or heard by people. */
const SAID = /(label|valuetext|alt|title|placeholder|hint)$/i;
const COMPARISONS = ['===', '!=='];
const LETTERS = /\p{L}/u;

type Node = { type: string } & Record<string, unknown>;

/** What a component's markup says in words of its own. */
function literals(source: string): string[] {
  return said(parse(source, { modern: true }).fragment as unknown as Node).filter((text) =>
    LETTERS.test(text),
  );
}

function said(node: Node): string[] {
  switch (node.type) {
    case 'Text':
      return [String(node.raw).trim()];
    case 'TemplateElement':
      return [(node.value as { raw: string }).raw.trim()];
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'Attribute':
      return SAID.test(String(node.name)) ? inside(node) : [];
    case 'BinaryExpression':
      return COMPARISONS.includes(String(node.operator)) ? [] : inside(node);
    case 'IfBlock':
      return [node.consequent, node.alternate].filter(isNode).flatMap(said);
    case 'EachBlock':
    case 'KeyBlock':
      return [node.body, node.fallback, node.fragment].filter(isNode).flatMap(said);
    case 'RegularElement':
    case 'Component':
    case 'SvelteElement':
    case 'Fragment':
    case 'SnippetBlock':
    case 'ExpressionTag':
    case 'RenderTag':
      return inside(node);
    default:
      // Handlers, directives and names say nothing; the parts of an expression do.
      return /Expression$/.test(node.type) && node.type !== 'ArrowFunctionExpression'
        ? inside(node)
        : node.type === 'TemplateLiteral'
          ? inside(node)
          : [];
  }
}

const inside = (node: Node): string[] => Object.values(node).flat().filter(isNode).flatMap(said);

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

describe('the words of the page', () => {
  it.each(Object.keys(components))('stand in its words file: %s', (name) => {
    expect(literals(components[name]!)).toEqual([]);
  });

  it('are found wherever they stand', () => {
    const source = `<p title="One">Two {three}</p>
      {#if four === 'four'}<input aria-label={five ? 'Six' : seven} class="eight" onclick={() => nine('nine')} />{/if}
      {#snippet ten()}<b>{eleven ? 'Twelve' : \`Thirteen \${fourteen}\`}</b>{/snippet}
      {#each fifteen as one (one)}<Sixteen title="Seventeen" />{/each}
      {@render ten('Eighteen')}`;
    const words = ['One', 'Two', 'Six', 'Twelve', 'Thirteen', 'Seventeen', 'Eighteen'];
    expect(literals(source)).toEqual(words);
  });
});
