import { describe, expect, it } from 'vitest';
import type { Agent, Queue } from '../api/types';
import { conversation } from '../test/samples';
import { originOf, transferTargets, type Origin } from './transferTargets';

const agent = (id: number, facts: Partial<Agent> = {}): Agent => ({
  id,
  name: `Agent ${id}`,
  email: '',
  role: 'agent',
  availability: 'online',
  capacity: 4,
  load: { active: 0, pending: 0, snoozed: 0 },
  queue_ids: [1],
  is_full: false,
  is_connected: true,
  is_deactivated: false,
  ...facts,
});
const load = (active: number) => ({ load: { active, pending: 0, snoozed: 0 } });
const queue = { id: 1, name: 'Orders', member_ids: [1, 2, 4], is_open: true } as Queue;

const from = (facts: Partial<Origin> = {}): Origin => ({
  agent: null,
  queue: null,
  waitsThere: false,
  takesAgents: true,
  ...facts,
});

describe('where a conversation can go', () => {
  it('begins with whoever has most room, and says why others would be a poor choice', () => {
    const targets = transferTargets(
      [
        agent(1, load(3)),
        agent(2, load(4)),
        agent(3, { queue_ids: [] }),
        agent(4, { availability: 'offline' }),
        agent(5, load(1)),
        agent(8, { availability: 'busy' }),
        agent(9, { availability: 'away', ...load(4) }),
        agent(6, { is_deactivated: true }),
        agent(7),
      ],
      [queue],
      from({ agent: 7, queue: 1 }),
    );
    expect(
      targets.map((target) => ('doubt' in target ? [target.agent.id, target.doubt] : target.name)),
    ).toEqual([
      [5, null],
      [1, null],
      [2, 'full'],
      [3, 'not_member'],
      [8, 'busy'],
      [9, 'away'],
      [4, 'offline'],
      'Orders',
    ]);
  });

  it('says how many are online in a queue', () => {
    const targets = transferTargets([agent(1), agent(4, { availability: 'away' })], [queue], from());
    expect(targets.at(-1)).toMatchObject({ online: 1 });
  });

  it('is an open queue before a closed one', () => {
    const closed = { ...queue, id: 2, name: 'Night', is_open: false };
    const targets = transferTargets([], [closed, queue], from());
    expect(
      targets.map((target) => ('queue' in target ? [target.name, target.isClosed] : target.name)),
    ).toEqual([
      ['Orders', false],
      ['Night', true],
    ]);
  });

  it('is an agent for what waits only if a supervisor asks', () => {
    const waiting = conversation(1, { state: 'queued', agent_id: null });
    const names = (isSupervisor: boolean, ...all: (typeof waiting)[]) =>
      transferTargets(
        [agent(1), agent(2)],
        [queue, { ...queue, id: 2, name: 'Returns' }],
        originOf(all, isSupervisor),
      ).map(({ name }) => name);
    expect(names(false, waiting)).toEqual(['Returns']);
    expect(names(true, waiting)).toEqual(['Agent 1', 'Agent 2', 'Returns']);
    // One of several that an agent already has can be his to hand on.
    expect(names(false, waiting, conversation(2))).toEqual(['Agent 1', 'Agent 2', 'Orders', 'Returns']);
    expect(names(false, conversation(2), conversation(3))).toEqual(['Agent 2', 'Orders', 'Returns']);
  });
});
