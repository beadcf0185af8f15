import { t } from '../lib/i18n.svelte';
import type { Removal } from '../ui/SidePanel.svelte';

type Words = 'attributes' | 'cannedAdmin' | 'hours' | 'labels' | 'queues' | 'routing' | 'tags';

/** How one is deleted, in the words of its page; `values` is what they name. */
export function removalOf(
  words: Words,
  values: Record<string, string | number>,
  run: Removal['run'],
): Removal {
  return {
    title: t(`${words}.delete.title`, values),
    warning: t(`${words}.delete.text`, values),
    done: t(`${words}.deleted`, values),
    run,
  };
}
