import type { Queue } from '../api/types';
import { clock } from './clock.svelte';
import { comingTimeIn } from './format';
import { t } from './i18n.svelte';
import { openings } from './store/openings.svelte';
import { workspace } from './store/workspace.svelte';

/** “Closed, opens Mon 09:00”, by the workspace's clock. */
export function closedText(queue: Queue): string {
  const at = openings.opensAt(queue);
  if (!at) return t('queue.closed');
  return t('queue.closedUntil', { time: comingTimeIn(at, clock.now, workspace.timeZone) });
}
