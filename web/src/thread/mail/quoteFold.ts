/** What a formatted mail quotes is found by the first words of the quoted text, and hidden until asked for. */

/** So many characters are enough to know the place again; fewer would be found where they do not belong. */
const KNOWN_BY_MAX = 40;
const KNOWN_BY_MIN = 10;
/** A mail with more text than this is shown whole. */
const TEXT_MAX = 500_000;

/** What HTML and text write differently: white space, and the marks of quoting and of emphasis. */
const bare = (text: string) => text.replace(/[\s>*_|\u200b\ufeff]+/g, '').toLowerCase();

interface Place {
  node: Text;
  /** How many bare characters stand before it. */
  before: number;
}

/** Gives what hides and shows the quoted part, or nothing if its place is not found. */
export function foldOf(
  document: Document,
  ownWords: string,
  quoted: string,
): ((isFolded: boolean) => void) | null {
  const parts = quotedParts(document, ownWords, quoted).map((part) => ({
    part,
    display: part.style.getPropertyValue('display'),
    priority: part.style.getPropertyPriority('display'),
  }));
  if (parts.length === 0) return null;
  return (isFolded) => {
    for (const { part, display, priority } of parts) {
      if (isFolded) part.style.setProperty('display', 'none', 'important');
      else if (display) part.style.setProperty('display', display, priority);
      else part.style.removeProperty('display');
    }
  };
}

function quotedParts(document: Document, ownWords: string, quoted: string): HTMLElement[] {
  const wanted = beginning(quoted);
  if (wanted.length < KNOWN_BY_MIN) return [];
  const { places, text } = read(document);
  // The own words come first, and may say the same.
  const at = text.indexOf(wanted, Math.floor(bare(ownWords).length * 0.8));
  const place = at > 0 ? places.findLast(({ before }) => before <= at) : undefined;
  return place ? following(place.node, document) : [];
}

/** As few lines as will do: what was made of HTML has other words where a link or a picture stood. */
function beginning(quoted: string): string {
  let known = '';
  for (const line of quoted.split('\n')) {
    known += bare(line);
    if (known.length >= KNOWN_BY_MIN) break;
  }
  return known.slice(0, KNOWN_BY_MAX);
}

function read(document: Document): { places: Place[]; text: string } {
  const places: Place[] = [];
  const pieces: string[] = [];
  let length = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && length < TEXT_MAX; node = walker.nextNode()) {
    const piece = bare(node.textContent ?? '');
    if (!piece) continue;
    places.push({ node: node as Text, before: length });
    pieces.push(piece);
    length += piece.length;
  }
  return { places, text: length < TEXT_MAX ? pieces.join('') : '' };
}

/** The text and everything behind it, as the largest elements that hold nothing before it. */
function following(first: Text, document: Document): HTMLElement[] {
  const begin = wrapped(first, document);
  const parts = [begin];
  for (let node: Node = begin; node !== document.body && node.parentNode; node = node.parentNode) {
    for (let next = node.nextSibling; next; next = next.nextSibling) {
      if (next.nodeType === Node.ELEMENT_NODE) parts.push(next as HTMLElement);
      if (next.nodeType !== Node.TEXT_NODE || !next.textContent?.trim()) continue;
      const part = wrapped(next as Text, document);
      parts.push(part);
      next = part;
    }
  }
  return parts;
}

function wrapped(text: Text, document: Document): HTMLElement {
  const span = document.createElement('span');
  text.replaceWith(span);
  span.append(text);
  return span;
}
