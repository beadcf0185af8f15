import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, me } from '../test/samples';
import { refusal, serve, type Answer } from '../test/server';
import { dialogs } from './dialogs.svelte';
import { acceptMany, resolveMany } from './manyActs';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';

const bulk =
  (code: (id: number) => string | null): Answer =>
  ({ body }) => [
    200,
    {
      items: (body as { ids: number[] }).ids.map((id) => ({
        id,
        ok: !code(id),
        code: code(id),
        detail: code(id),
      })),
    },
  ];
const opens =
  (id: number): Answer =>
  () => [200, conversation(id)];
const texts = () => toasts.shown.map(({ text }) => text);

beforeEach(() => {
  session.me = me();
  toasts.shown = [];
  dialogs.close();
});
afterEach(() => vi.unstubAllGlobals());

describe('many that were resolved', () => {
  it('are taken back together', async () => {
    const asked = serve({
      'POST /conversations/bulk': bulk(() => null),
      'DELETE /conversations/1/resolution': opens(1),
      'DELETE /conversations/2/resolution': opens(2),
    });
    await resolveMany([1, 2], ' spam ');
    expect(asked[0]?.body).toEqual({ ids: [1, 2], action: { type: 'resolve', note: 'spam' } });
    expect(texts()).toEqual(['Resolved 2 conversations']);
    toasts.shown[0]!.action!.run();
    await vi.waitFor(() => expect(texts()).toContain('Reopened 2 conversations'));
    expect(asked.slice(1).map(({ path }) => path)).toEqual([
      '/conversations/1/resolution',
      '/conversations/2/resolution',
    ]);
  });

  it('are taken back without those that were refused', async () => {
    const asked = serve({
      'POST /conversations/bulk': bulk((id) => (id === 2 ? 'closed' : null)),
      'DELETE /conversations/1/resolution': () =>
        refusal('continued', 'A newer conversation follows this one.'),
    });
    await resolveMany([1, 2], '');
    expect(dialogs.open).toMatchObject({ name: 'bulk_failures', done: 1, failures: [{ id: 2 }] });
    toasts.shown[0]!.action!.run();
    await vi.waitFor(() =>
      expect(dialogs.open).toMatchObject({ done: 0, failures: [{ id: 1, code: 'continued' }] }),
    );
    expect(asked).toHaveLength(2);
  });
});

describe('many that are accepted at once', () => {
  const answers = {
    'POST /conversations/bulk': bulk((id) => (id > 1 ? 'over_capacity' : null)),
    'POST /conversations/2/assignment': opens(2),
    'POST /conversations/3/assignment': opens(3),
  };

  it('are asked about once where they are more than agreed', async () => {
    const asked = serve(answers);
    await acceptMany([1, 2, 3]);
    const question = dialogs.open;
    if (question?.name !== 'over_capacity') throw new Error('nothing was asked');
    expect(question.question).toBe('You hold as many active conversations as agreed. Accept 2 more?');
    question.again();
    await vi.waitFor(() => expect(texts()).toEqual(['Assigned 3 conversations']));
    expect(asked.slice(1).map(({ body }) => body)).toEqual([
      { agent: 1, over_capacity: true },
      { agent: 1, over_capacity: true },
    ]);
  });

  it('are told of one by one if the answer is no', async () => {
    serve(answers);
    await acceptMany([1, 2, 3]);
    if (dialogs.open?.name === 'over_capacity') dialogs.open.otherwise?.();
    expect(dialogs.open).toMatchObject({ name: 'bulk_failures', done: 1, failures: [{ id: 2 }, { id: 3 }] });
  });
});
