/** Handing conversations on: what somebody has is transferred, what waits is assigned, which supervisors may do. */
import { newKey } from '../api/client';
import * as requests from '../api/desk';
import type { BulkResult } from '../api/types';
import { askMany } from './acts';
import { acceptedBy, givenTo, movedTo } from './changes';
import { clock } from './clock.svelte';
import { act, afterMessages } from './doing';
import { keepDraft, readDraft } from './drafts.svelte';
import { t } from './i18n.svelte';
import { oneByOne } from './many';
import { session } from './session.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts, wordsFor } from './toasts.svelte';
import type { Target } from './transferTargets';

export interface Handing {
  target: Target;
  /** What the recipient should know, or nothing. */
  note: string;
  /** Give it although the agent has as many as agreed. */
  overCapacity: boolean;
}

export const isWaiting = (id: number) => conversations.get(id)?.state === 'queued';

export async function handOn(id: number, handing: Handing) {
  const { target } = handing;
  const isAssigned = 'agent' in target && isWaiting(id);
  await handOne(id, handing);
  toasts.show({ text: t(isAssigned ? 'transfer.assigned' : 'transfer.done', { id, name: target.name }) });
}

async function handOne(id: number, { target, note, overCapacity }: Handing) {
  if ('agent' in target && isWaiting(id)) {
    const { agent } = target;
    const ask = afterMessages([id], () => requests.assign(id, agent.id, overCapacity));
    await act(id, ask, acceptedBy(agent.id, clock.now));
    await leaveNote(id, target.agent.id, note);
    return;
  }
  const to = 'agent' in target ? { agent_id: target.agent.id } : { queue_id: target.queue.id };
  const more = { ...(note ? { note } : {}), ...(overCapacity ? { over_capacity: true } : {}) };
  const change =
    'agent' in target ? givenTo(target.agent.id, clock.now) : movedTo(target.queue.id, clock.now);
  await act(
    id,
    afterMessages([id], () => requests.transferOver(id, { ...to, ...more })),
    change,
  );
}

/** An assignment carries no note, so that it is left in the conversation, and the agent is told of it. */
async function leaveNote(id: number, agent: number, note: string) {
  if (!note) return;
  try {
    await requests.addNote(id, note, agent === session.me?.id ? [] : [agent], newKey());
  } catch (error) {
    keepDraft(id, 'note', [readDraft(id, 'note'), note].filter(Boolean).join('\n'));
    toasts.show({ text: t('transfer.noteKept', { id }), detail: wordsFor(error), tone: 'danger' });
  }
}

/** Hands many on, and answers what became of each. Throws if nothing could be asked. */
export async function handOnMany(ids: number[], handing: Handing): Promise<BulkResult[]> {
  const { target, note, overCapacity } = handing;
  // What all of them at once cannot be asked for.
  if (overCapacity) return oneByOne(ids, (id) => handOne(id, handing));
  const waiting = 'agent' in target ? ids.filter(isWaiting) : [];
  const others = ids.filter((id) => !waiting.includes(id));
  const to = 'agent' in target ? { agent_id: target.agent.id } : { queue_id: target.queue.id };
  const items: BulkResult[] = [];
  if (others.length > 0) {
    const transfer = { type: 'transfer' as const, ...to, ...(note ? { note } : {}) };
    items.push(...(await askMany(others, transfer)));
  }
  if (waiting.length > 0 && 'agent' in target) {
    const given = await askMany(waiting, { type: 'assign', ...to });
    items.push(...given);
    for (const { id, ok } of given) if (ok) await leaveNote(id, target.agent.id, note);
  }
  return items;
}
