/** Where a `/` has just been typed at the start of a word; null if what was typed is something else. */
export function slashAt(before: string, now: string, cursor: number): number | null {
  const at = cursor - 1;
  const isTyped = now.length === before.length + 1 && now[at] === '/' && now === withSlash(before, at);
  return isTyped && /(^|\s)$/.test(before.slice(0, at)) ? at : null;
}

const withSlash = (text: string, at: number) => `${text.slice(0, at)}/${text.slice(at)}`;
