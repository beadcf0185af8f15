import type { Agent, CannedMessage, Inbox, Queue } from '../api/types';

/** What the steps look at. */
interface Known {
  inboxes: { all: Inbox[] };
  agents: { all: Agent[] };
  queues: { all: Queue[] };
  cannedMessages: { all: CannedMessage[] };
}

interface Step {
  name: 'inbox' | 'agents' | 'hours' | 'canned';
  path: string;
  isDone: (known: Known) => boolean;
}

/** What a new workspace needs, in the order in which it helps. */
export const STEPS: readonly Step[] = [
  { name: 'inbox', path: '/admin/inboxes/new', isDone: ({ inboxes }) => inboxes.all.length > 0 },
  { name: 'agents', path: '/admin/agents/new', isDone: ({ agents }) => agents.all.length > 1 },
  {
    name: 'hours',
    path: '/admin/hours/new',
    isDone: ({ queues }) => queues.all.some(({ hours_id }) => hours_id !== null),
  },
  {
    name: 'canned',
    path: '/admin/canned/new',
    isDone: ({ cannedMessages }) => cannedMessages.all.length > 0,
  },
];

export const isAllDone = (known: Known) => STEPS.every(({ isDone }) => isDone(known));
