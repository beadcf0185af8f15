import { selection } from './selection.svelte';

/** Which conversations the keys act on: those at the list's cursor while it has the focus, else the open one. */
class Cursor {
  /** The row at hand; null without one, undefined while the focus is not in the list. */
  row: number | null | undefined = $state();

  targets(open: number | null): number[] {
    const at = this.row === undefined ? open : this.row;
    if (this.row !== undefined && selection.ids.size > 0) return selection.list;
    return at === null ? [] : [at];
  }
}

export const cursor = new Cursor();
