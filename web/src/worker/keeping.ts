/** What the worker does with a request: `asset` is kept for ever, `page` is asked for anew while there is a network. */
export type Kind = 'asset' | 'page' | null;

/** Answered by the server alone: what is said there may change at any moment, and is nobody's to keep. */
const NEVER_KEPT = ['/api/', '/hooks/'];

export function kindOf(path: string, isNavigation: boolean): Kind {
  if (NEVER_KEPT.some((start) => path.startsWith(start))) return null;
  if (path.startsWith('/assets/')) return 'asset';
  // A name with a dot is a file of its own, such as the page of the simulator's phones.
  const isFile = path.slice(path.lastIndexOf('/')).includes('.');
  return isNavigation && !isFile ? 'page' : null;
}

/** Every version of the desk brings new names: of so many files, the oldest go. */
export const ASSETS_MAX = 300;

/** Which of the kept files go, given in the order in which they came. */
export const tooMany = <Name>(kept: readonly Name[]): readonly Name[] =>
  kept.slice(0, Math.max(0, kept.length - ASSETS_MAX));
