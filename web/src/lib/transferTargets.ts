import type { Agent, Queue } from '../api/types';

export interface AgentTarget {
  key: string;
  name: string;
  agent: Agent;
  /** Why routing would not choose them; an agent still may. */
  doubt: 'offline' | 'away' | 'full' | 'not_member' | null;
}
export interface QueueTarget {
  key: string;
  name: string;
  queue: Queue;
  online: number;
}
export type Target = AgentTarget | QueueTarget;

export const isFull = (agent: Pick<Agent, 'load' | 'capacity'>) => agent.load.active >= agent.capacity;

const DOUBTS = [null, 'full', 'not_member', 'away', 'offline'];

/** Whom a conversation can go to: first those who can take it now, the least busy ahead; then queues. */
export function transferTargets(
  agents: readonly Agent[],
  queues: readonly Queue[],
  from: { agent: number | null; queue: number | null },
): Target[] {
  const people = agents
    .filter((agent) => agent.id !== from.agent && !agent.is_deactivated)
    .map((agent) => ({
      key: `agent-${agent.id}`,
      name: agent.name,
      agent,
      doubt: doubtOf(agent, from.queue),
    }))
    .sort(
      (one, other) =>
        DOUBTS.indexOf(one.doubt) - DOUBTS.indexOf(other.doubt) ||
        share(one.agent) - share(other.agent) ||
        one.name.localeCompare(other.name),
    );
  const places = queues.map((queue) => ({
    key: `queue-${queue.id}`,
    name: queue.name,
    queue,
    online: agents.filter(
      ({ id, availability }) => availability === 'online' && queue.member_ids.includes(id),
    ).length,
  }));
  return [...people, ...places];
}

function doubtOf(agent: Agent, queue: number | null): AgentTarget['doubt'] {
  if (agent.availability === 'offline') return 'offline';
  if (agent.availability === 'away') return 'away';
  if (isFull(agent)) return 'full';
  return queue !== null && agent.role === 'agent' && !agent.queue_ids.includes(queue) ? 'not_member' : null;
}

const share = (agent: Agent) => agent.load.active / Math.max(1, agent.capacity);
