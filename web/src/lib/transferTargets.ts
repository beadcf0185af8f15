import type { Agent, Conversation, Queue } from '../api/types';

export interface AgentTarget {
  key: string;
  name: string;
  agent: Agent;
  /** Why routing would not choose them; an agent still may. */
  doubt: 'offline' | 'away' | 'busy' | 'full' | 'not_member' | null;
}
export interface QueueTarget {
  key: string;
  name: string;
  queue: Queue;
  online: number;
  /** By its hours: what goes there waits until it opens, unless somebody is there all the same. */
  isClosed: boolean;
}
export type Target = AgentTarget | QueueTarget;

export const isFull = (agent: Pick<Agent, 'load' | 'capacity'>) => agent.load.active >= agent.capacity;

const DOUBTS = [null, 'full', 'not_member', 'busy', 'away', 'offline'];

/** Where conversations come from, as far as they agree. */
export interface Origin {
  agent: number | null;
  queue: number | null;
  /** All of them wait in that queue: there is no sense in sending them there. */
  waitsThere: boolean;
  /** Whether an agent can be given at least one of them by whoever asks. */
  takesAgents: boolean;
}

/** What waits in a queue is given to an agent by supervisors alone. */
export function originOf(conversations: readonly Conversation[], isSupervisor: boolean): Origin {
  const common = <Value>(of: (one: Conversation) => Value): Value | null => {
    const [first, ...others] = conversations.map(of);
    return first !== undefined && others.every((other) => other === first) ? first : null;
  };
  return {
    agent: common((one) => one.agent_id),
    queue: common((one) => one.queue_id),
    waitsThere: common((one) => one.state) === 'queued',
    takesAgents: isSupervisor || conversations.some((one) => one.state !== 'queued'),
  };
}

/** Whom a conversation can go to: first those who can take it now, the least busy ahead; then queues. */
export function transferTargets(
  agents: readonly Agent[],
  queues: readonly Queue[],
  from: Origin,
  isClosed = (queue: Queue) => !queue.is_open,
): Target[] {
  const people = agents
    .filter((agent) => from.takesAgents && agent.id !== from.agent && !agent.is_deactivated)
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
  const places = queues
    .filter((queue) => !from.waitsThere || queue.id !== from.queue)
    .map((queue) => ({
      key: `queue-${queue.id}`,
      name: queue.name,
      queue,
      online: agents.filter(
        ({ id, availability }) => availability === 'online' && queue.member_ids.includes(id),
      ).length,
      isClosed: isClosed(queue),
    }))
    .sort((one, other) => Number(one.isClosed) - Number(other.isClosed));
  return [...people, ...places];
}

function doubtOf(agent: Agent, queue: number | null): AgentTarget['doubt'] {
  if (agent.availability !== 'online') return agent.availability;
  if (isFull(agent)) return 'full';
  return queue !== null && agent.role === 'agent' && !agent.queue_ids.includes(queue) ? 'not_member' : null;
}

const share = (agent: Agent) => agent.load.active / Math.max(1, agent.capacity);
