import { describe, expect, it } from 'vitest';
import { foldOf } from './quoteFold';

function page(body: string): Document {
  const made = document.implementation.createHTMLDocument('mail');
  made.body.innerHTML = body;
  return made;
}
/** The text that is not hidden. */
function seen(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if ((node as HTMLElement).style?.display === 'none') return '';
  return Array.from(node.childNodes, seen).join('');
}
function folded(body: string, own: string, quoted: string): string {
  const made = page(body);
  foldOf(made, own, quoted)?.(true);
  return seen(made.body).replace(/\s+/g, ' ').trim();
}

const QUOTED = 'On Tue, 5 May 2026, Lena wrote:\n> Hello\n> there';

describe('the quoted part of a formatted mail', () => {
  it('is hidden from its first words on, however deep they stand', () => {
    const body =
      '<div><p>Thank you</p><div><div>On Tue, 5 May 2026, <a>Lena</a> wrote:<br></div><blockquote>Hello</blockquote></div></div><p>there</p>tail';
    expect(folded(body, 'Thank you', QUOTED)).toBe('Thank you');
  });

  it('begins in the middle of a line, too', () => {
    expect(folded('Yes. <b>On Tue, 5 May</b> 2026, Lena wrote:<br>Hello', 'Yes.', QUOTED)).toBe('Yes.');
  });

  it('is shown again as it was', () => {
    const made = page(`<p>Yes</p><p style="display: inline-block">On Tue, 5 May 2026, Lena wrote:</p>`);
    const before = made.querySelectorAll('p')[1]!;
    const fold = foldOf(made, 'Yes', QUOTED)!;
    fold(true);
    expect(seen(made.body)).toBe('Yes');
    fold(false);
    expect(seen(made.body)).toContain('Lena wrote');
    expect(before.style.display).toBe('inline-block');
  });

  it('is not looked for among the own words', () => {
    const own = 'You wrote: On Tue, 5 May 2026, Lena wrote: that is wrong, she did not write at all';
    expect(folded(`<p>${own}</p><p>On Tue, 5 May 2026, Lena wrote: Hello</p>`, own, QUOTED)).toBe(own);
  });

  it('stays in sight where its place is not found', () => {
    expect(foldOf(page('<p>Something else</p>'), 'Something', QUOTED)).toBeNull();
    expect(foldOf(page('<p>Yes</p><p>--</p>'), 'Yes', '--')).toBeNull();
    expect(foldOf(page(''), '', QUOTED)).toBeNull();
  });
});
