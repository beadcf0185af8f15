import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agent, conversation, later } from '../../test/samples';
import { serve, type Asked } from '../../test/server';
import { catalogue } from './catalogue.svelte';
import {
  applyToHistories,
  doubtHistories,
  forgetHistories,
  historyOf,
  leaveHistories,
} from './histories.svelte';

const ONE = { id: 7, name: 'Mira', phone: null, email: null, username: null };
const of = (id: number, facts = {}) => conversation(id, { contact: ONE, ...facts });
const past = (id: number) => ({
  ...{ id, channel: 'whatsapp', inbox_id: 1, state: 'active', created_at: later(id), ended_at: null },
  ...{ agent_id: 2, agent_name: 'Ben', preview: null, tags: [] },
});

let asked: Asked[];
let meanwhile: () => void;
beforeEach(() => {
  meanwhile = () => {};
  asked = serve({
    'GET /contacts/7/history': ({ path }) => {
      meanwhile();
      const isNext = path.includes('cursor=');
      return [200, { items: isNext ? [past(1)] : [past(5), past(3)], next_cursor: isNext ? null : '3' }];
    },
  });
  forgetHistories();
  catalogue.agents.put(agent(2, { name: 'Ben' }));
});
afterEach(() => vi.unstubAllGlobals());

const ids = () => historyOf(7).items.map(({ id }) => id);

describe('the history of a contact', () => {
  it('is asked for once, read on, and again only where something was missed', async () => {
    await historyOf(7).ensure();
    await historyOf(7).ensure();
    expect([ids(), asked.length]).toEqual([[5, 3], 1]);
    await historyOf(7).more();
    await historyOf(7).more();
    expect([ids(), asked.length]).toEqual([[5, 3, 1], 2]);
    doubtHistories();
    await historyOf(7).ensure();
    expect(asked).toHaveLength(3);
  });

  it('takes what the live line tells: what begins, ends, moves to another contact and goes', async () => {
    await historyOf(7).ensure();
    const resolution = { cause: 'agent', note: null, by: 1, by_name: 'Ana', at: later(9) } as const;
    applyToHistories(of(5, { state: 'resolved', agent_id: null, resolution }));
    expect(historyOf(7).items[0]).toMatchObject({ state: 'resolved', ended_at: later(9), agent_name: 'Ben' });
    applyToHistories(of(9, { created_at: later(9) }));
    applyToHistories(of(2, { created_at: later(2) }));
    expect(ids()).toEqual([9, 5, 3]);
    applyToHistories(conversation(3));
    leaveHistories(5);
    expect(ids()).toEqual([9]);
  });

  it('keeps what was told while it was asked for', async () => {
    meanwhile = () => applyToHistories(of(9, { created_at: later(9) }));
    await historyOf(7).ensure();
    expect(ids()).toEqual([9, 5, 3]);
  });
});
