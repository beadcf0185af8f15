import { placesOf, wordsOf } from './terms';

const NAME = 'found';

/** Marks the words of a search in what is shown, without touching it. Older browsers mark nothing. */
export function marking(query: string | null) {
  return (element: HTMLElement) => {
    const words = query === null ? [] : wordsOf(query);
    if (words.length === 0 || !('highlights' in CSS)) return;
    let frame = 0;
    const again = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => mark(element, words));
    };
    const observer = new MutationObserver(again);
    observer.observe(element, { subtree: true, childList: true, characterData: true });
    again();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      CSS.highlights.delete(NAME);
    };
  };
}

function mark(element: HTMLElement, words: readonly string[]) {
  const ranges: Range[] = [];
  // Only what people wrote, and no times, names of buttons or lines of what happened.
  for (const article of element.querySelectorAll('[role=article], article')) {
    const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement?.closest('button, time')) continue;
      for (const [start, end] of placesOf(text.textContent ?? '', words)) {
        const range = new Range();
        range.setStart(text, start);
        range.setEnd(text, end);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set(NAME, new Highlight(...ranges));
}
