import type { Trial } from '../api/admin';
import type { Queue } from '../api/types';
import { t } from '../lib/i18n.svelte';

/** Why it would be in that queue, or that nothing new would begin. */
export function whyText({
  why,
  rule_name,
  conversation_id: id,
}: Pick<Trial, 'why' | 'rule_name' | 'conversation_id'>): string {
  if (why === 'open') return t('trial.open', { id });
  if (why === 'blocked') return t('trial.blocked');
  return why === 'rule' ? t('trial.byRule', { name: rule_name }) : t('trial.byDefault');
}

/** Who would have written; nothing, if nobody was asked for. */
export function writerText({ contact_name }: Pick<Trial, 'contact_name'>, address: string): string {
  if (contact_name) return t('trial.from', { name: contact_name });
  return address ? t('trial.stranger', { address }) : '';
}

/** Who would get the conversation that was tried, or has the one that goes on, or why nobody would. */
export function outcomeText(
  { why, agent_name, reason, of, is_open }: Pick<Trial, 'why' | 'agent_name' | 'reason' | 'of' | 'is_open'>,
  strategy: Queue['strategy'] | undefined,
): string {
  if (why === 'open') return agent_name ? t('trial.has', { agent: agent_name }) : t('trial.waits');
  if (agent_name) return t(`trial.agent.${reason ?? 'other'}`, { agent: agent_name, of });
  if (strategy === 'manual') return t(is_open ? 'trial.manual' : 'trial.manualClosed');
  return t(is_open ? 'trial.nobody' : 'trial.closed');
}
