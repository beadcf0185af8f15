export interface Part {
  text: string;
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"']+/g;
/** What ends a sentence is seldom part of the address before it. */
const TRAILING = /[.,;:!?)\]}…]+$/;

/** The text in parts, web addresses as links. Only http and https ever become one. */
export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TRAILING, '');
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: href, href });
    from = match.index + href.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** Up to three emoji and nothing else are drawn large. */
export const isOnlyEmoji = (text: string) => /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text);
