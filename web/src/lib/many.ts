import { Problem } from '../api/client';
import type { BulkResult } from '../api/types';

/** Does it to each by a request of its own; what the server refuses of one stops no other. */
export async function oneByOne(ids: number[], run: (id: number) => Promise<unknown>): Promise<BulkResult[]> {
  const items: BulkResult[] = [];
  for (const id of ids) {
    try {
      await run(id);
      items.push({ id, ok: true, code: null, detail: null });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      items.push({ id, ok: false, code: error.code, detail: error.message });
    }
  }
  return items;
}
