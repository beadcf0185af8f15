import type { Trial } from '../api/admin';
import type { Queue } from '../api/types';
import { t } from '../lib/i18n.svelte';

/** Who would get the conversation that was tried, or why nobody would. */
export function outcomeText(
  { agent_name, reason, of, is_open }: Pick<Trial, 'agent_name' | 'reason' | 'of' | 'is_open'>,
  strategy: Queue['strategy'] | undefined,
): string {
  if (agent_name) return t(`trial.agent.${reason ?? 'other'}`, { agent: agent_name, of });
  if (strategy === 'manual') return t(is_open ? 'trial.manual' : 'trial.manualClosed');
  return t(is_open ? 'trial.nobody' : 'trial.closed');
}
