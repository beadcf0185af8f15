/** Acts show before the server has answered, are asked for in the order in which they were done, and are taken back where it refuses. */
import { Problem } from '../api/client';
import * as requests from '../api/requests';
import type { BulkResult, Conversation } from '../api/types';
import { t } from './i18n.svelte';
import { live } from './live/live.svelte';
import { outbox } from './outbox.svelte';
import { session } from './session.svelte';
import { conversations, type Act, type Change } from './store/conversations.svelte';
import { applyAnswer, beginAct, finishAct, takeBackAct } from './store/lists.svelte';
import { toasts, wordsFor } from './toasts.svelte';

/** What the server has done, and the live line has not told of for so long, is asked for. */
const TOLD_WITHIN_MS = 3_000;

/** By conversation, the last of what was asked for. */
const asking = new Map<number, Promise<unknown>>();

/** Shows what comes of it everywhere, and asks for it; throws what the server says against it. */
export async function act(
  id: number,
  request: () => Promise<Conversation>,
  change?: Change,
): Promise<Conversation> {
  const shown = begin(id, change);
  try {
    return await inTurn([id], async () => {
      const since = conversations.moment;
      const conversation = await request();
      finishAct(id, shown, { conversation, since });
      seeThrough(id, shown);
      return conversation;
    });
  } catch (error) {
    if (shown) takeBackAct(id, shown);
    throw error;
  }
}

/** The same of one whose answer says nothing. */
export async function actUnanswered(id: number, request: () => Promise<unknown>, change: Change) {
  const shown = begin(id, change);
  try {
    await inTurn([id], request);
    finishAct(id, shown);
    seeThrough(id, shown);
  } catch (error) {
    if (shown) takeBackAct(id, shown);
    throw error;
  }
}

/** The same of many, by one request; each that is refused is taken back. */
export async function actOnAll(
  ids: number[],
  request: () => Promise<{ items: BulkResult[] }>,
  change?: Change,
): Promise<BulkResult[]> {
  const shown = new Map(ids.map((id) => [id, begin(id, change)]));
  const takeBack = (id: number) => {
    const one = shown.get(id);
    if (one) takeBackAct(id, one);
  };
  try {
    const { items } = await inTurn(ids, request);
    const done = new Set(items.filter(({ ok }) => ok).map(({ id }) => id));
    for (const id of ids) {
      if (!done.has(id)) takeBack(id);
      else {
        finishAct(id, shown.get(id));
        seeThrough(id, shown.get(id));
      }
    }
    return items;
  } catch (error) {
    ids.forEach(takeBack);
    throw error;
  }
}

function begin(id: number, change: Change | undefined): Act | undefined {
  session.markOwnAct(id);
  return change && beginAct(id, change);
}

/** After what was asked for before of the same conversations, however that went. */
async function inTurn<Answer>(ids: number[], request: () => Promise<Answer>): Promise<Answer> {
  const before = ids.map((id) => asking.get(id)).filter((one) => one !== undefined);
  const mine = before.length > 0 ? Promise.allSettled(before).then(request) : request();
  for (const id of ids) asking.set(id, mine);
  try {
    return await mine;
  } finally {
    for (const id of ids) if (asking.get(id) === mine) asking.delete(id);
  }
}

/** A message comes before what ends its conversation, or hands it over: what is asked for waits until none is left. */
export const afterMessages =
  <Answer>(ids: readonly number[], request: () => Promise<Answer>) =>
  async (): Promise<Answer> => {
    if (outbox.hasWritten(ids)) await outbox.drain(ids);
    if (outbox.hasWritten(ids)) throw new Problem(409, 'message_not_sent', t('send.first'));
    return request();
  };

/** Nothing that was done is shown for long on our word alone. */
function seeThrough(id: number, shown: Act | undefined) {
  if (!shown || !conversations.awaits(id, shown)) return;
  setTimeout(() => {
    // A line that is broken tells of it once it is mended.
    if (live.stands && conversations.awaits(id, shown)) void refresh(id);
  }, TOLD_WITHIN_MS);
}

export async function refresh(id: number) {
  const since = conversations.moment;
  try {
    applyAnswer(await requests.readConversation(id), since);
  } catch {
    // The live connection tells if it is gone.
  }
}

/** Says that an act was taken back, and why; what may work later can be tried again. */
export async function explain(id: number, error: unknown, again?: () => void) {
  const isTemporary = error instanceof Problem && error.isTemporary;
  toasts.show({
    text: wordsFor(error),
    detail: t('act.takenBack', { id }),
    tone: 'danger',
    ...(again && isTemporary ? { action: { text: t('action.retry'), run: again } } : {}),
  });
  // Whatever was refused, the screen was probably behind.
  if (error instanceof Problem && error.status === 409) await refresh(id);
}
