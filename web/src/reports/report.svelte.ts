import { Problem } from '../api/client';
import { readSummary, readTable } from '../api/requests';
import type { ReportSummary, ReportTable } from '../api/types';
import { reportQuery, type Asked, type Grouping } from '../lib/asked';

/** One report as it was last counted; the old one stays until the new one is there. */
export class Report {
  summary: ReportSummary | null = $state.raw(null);
  days: ReportTable | null = $state.raw(null);
  hours: ReportTable | null = $state.raw(null);
  table: ReportTable | null = $state.raw(null);
  /** What the rows of `table` are of, which may not be what is asked for by now. */
  by: Grouping = $state('queue');
  problem: string | null = $state(null);
  isLoading = $state(false);
  #newest = 0;

  async load(asked: Asked) {
    const own = ++this.#newest;
    const query = reportQuery(asked);
    this.isLoading = true;
    try {
      const [summary, days, hours, table] = await Promise.all([
        readSummary(query),
        readTable('day', query),
        readTable('week_hour', query),
        readTable(asked.by, query),
      ]);
      // Somebody who has asked for another one meanwhile does not want this.
      if (own !== this.#newest) return;
      Object.assign(this, { summary, days, hours, table, by: asked.by, problem: null });
    } catch (error) {
      if (own === this.#newest) this.problem = error instanceof Problem ? error.message : String(error);
    } finally {
      if (own === this.#newest) this.isLoading = false;
    }
  }
}
