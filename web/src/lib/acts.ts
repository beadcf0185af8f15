/** What an agent does to a conversation: shown everywhere at once, asked of the server, taken back and explained when refused. */
import { Problem } from '../api/client';
import * as pending from '../api/desk';
import * as requests from '../api/requests';
import type { BulkAction, BulkResult, Conversation, Label, Tag } from '../api/types';
import {
  acceptedBy,
  awake,
  changeOf,
  givenTo,
  read,
  reopenedAs,
  reopenedBy,
  resolved,
  snoozedUntil,
  unread,
  withLabel,
  withoutLabel,
  withoutTag,
  withTag,
} from './changes';
import { clock } from './clock.svelte';
import { dialogs } from './dialogs.svelte';
import { act, actOnAll, actUnanswered, afterMessages, explain } from './doing';
import { t } from './i18n.svelte';
import { stampIn } from './format';
import { homePath } from './home';
import { router } from './router.svelte';
import { selection } from './selection.svelte';
import { session } from './session.svelte';
import { conversations, type Change } from './store/conversations.svelte';
import { amendConversation } from './store/lists.svelte';
import { workspace } from './store/workspace.svelte';
import { toasts } from './toasts.svelte';
import { isFull } from './transferTargets';

const UNDO_SHOWN_MS = 12_000;

/** For where there is no dialog to show the refusal in. */
async function tryTo(
  id: number,
  request: () => Promise<Conversation>,
  change: Change,
): Promise<Conversation | null> {
  try {
    return await act(id, request, change);
  } catch (error) {
    await explain(id, error, () => void tryTo(id, request, change));
    return null;
  }
}

export const accept = (id: number) =>
  askingFirst('accept', id, (over) => requests.accept(id, over), acceptedBy(session.me!.id, clock.now));

export const takeOver = (id: number) =>
  askingFirst(
    'take_over',
    id,
    (over) => requests.transfer(id, { agent_id: session.me!.id, ...beyond(over) }),
    givenTo(session.me!.id, clock.now),
  );

const beyond = (overCapacity: boolean) => (overCapacity ? { over_capacity: true } : {});

/** What gives the agent one more: the server asks whether that is meant, and so do we. */
async function askingFirst(
  name: 'accept' | 'take_over' | 'reopen',
  id: number,
  request: (overCapacity: boolean) => Promise<Conversation>,
  change: Change | undefined,
  said: string | null = null,
  overCapacity = false,
) {
  // Of whom the server will ask first, nothing is shown that may not come.
  const isCertain = overCapacity || !session.me || !isFull(session.me);
  try {
    await act(id, () => request(overCapacity), isCertain ? change : undefined);
    if (said) toasts.show({ text: said });
  } catch (error) {
    const again = (over: boolean) => () => void askingFirst(name, id, request, change, said, over);
    if (error instanceof Problem && error.code === 'over_capacity' && !overCapacity) {
      const load = { active: session.me?.load.active, capacity: session.me?.capacity };
      const question = t(`capacity.${name}.hint`, load);
      dialogs.show({ name: 'over_capacity', act: name, question, again: again(true) });
      return;
    }
    await explain(id, error, again(overCapacity));
  }
}

/** How those were that this agent has resolved, for a while. */
const beforeResolving = new Map<number, Conversation>();
const REMEMBERED_MAX = 50;

function remember(id: number) {
  const before = conversations.get(id);
  if (!before) return;
  beforeResolving.delete(id);
  beforeResolving.set(id, before);
  const [oldest] = beforeResolving.keys();
  if (beforeResolving.size > REMEMBERED_MAX && oldest !== undefined) beforeResolving.delete(oldest);
}

/** Resolves it, and offers to undo that. Throws what the server says against it. */
export async function resolve(id: number, note: string) {
  const words = note.trim();
  remember(id);
  const about = `resolved-${id}`;
  const asked = act(
    id,
    afterMessages([id], () => requests.resolve(id, words ? { note: words } : {})),
    resolved(session.me!, words, clock.now),
  );
  const undo = () => void asked.then(() => reopen(id)).catch(() => undefined);
  const action = { text: t('action.undo'), run: undo };
  toasts.show({ text: t('resolve.done', { id }), about, action }, UNDO_SHOWN_MS);
  try {
    await asked;
  } catch (error) {
    toasts.takeBack(about);
    throw error;
  }
}

/** Within a minute it is as before; later it is one more for whoever reopens it. */
export const reopen = (id: number) =>
  askingFirst(
    'reopen',
    id,
    (over) => requests.undoResolution(id, over),
    reopened(id),
    t('resolve.undone', { id }),
  );

/** What an undo makes of it; undefined where a colleague gets it back, or nobody knows who does. */
export function reopened(id: number): Change | undefined {
  const me = session.me!.id;
  const { resolution, undo_until: until } = conversations.get(id) ?? {};
  if (!until || Date.parse(until) <= clock.now) return reopenedBy(me, clock.now);
  const before = beforeResolving.get(id);
  return before && resolution?.by === me ? reopenedAs(before) : undefined;
}

export const toggleTag = (id: number, tag: Tag, isOn: boolean) =>
  tryTo(
    id,
    () => (isOn ? requests.removeTag : requests.addTag)(id, tag.id),
    (isOn ? withoutTag : withTag)(tag),
  );

export const toggleLabel = (id: number, label: Label, isOn: boolean) =>
  tryTo(
    id,
    () => (isOn ? requests.removeLabel : requests.addLabel)(id, label.id),
    (isOn ? withoutLabel : withLabel)(label),
  );

/** Everything up to this entry has been seen. A mark that is lost is set again with the next one. */
export async function markRead(id: number, seq: number) {
  const conversation = conversations.get(id);
  if (!conversation || conversation.unread === 0) return;
  amendConversation(id, read);
  await requests.markRead(id, seq).catch(() => undefined);
}

/** The same by the agent's word, without having looked. */
export async function setRead(id: number) {
  const seq = conversations.get(id)?.last_seq;
  if (seq === undefined) return;
  try {
    await actUnanswered(id, () => requests.markRead(id, seq), read);
  } catch (error) {
    await explain(id, error, () => void setRead(id));
  }
}

/** Puts it aside until a time, or with null until the customer writes. Throws what the server says against it. */
export async function snooze(id: number, until: string | null) {
  const about = `snoozed-${id}`;
  const asked = act(
    id,
    afterMessages([id], () => pending.snooze(id, until)),
    snoozedUntil(until),
  );
  const time = until && stampIn(until, workspace.timeZone);
  const text = time ? t('snooze.done', { id, time }) : t('snooze.doneMessage', { id });
  const undo = () => void asked.then(() => wake(id)).catch(() => undefined);
  toasts.show({ text, about, action: { text: t('action.undo'), run: undo } }, UNDO_SHOWN_MS);
  try {
    await asked;
  } catch (error) {
    toasts.takeBack(about);
    throw error;
  }
}

export async function wake(id: number) {
  const conversation = await tryTo(id, () => pending.wake(id), awake);
  if (conversation) toasts.show({ text: t('snooze.woken', { id }) });
}

/** Leaves it, since an open conversation is read as one looks. */
export async function markUnread(id: number) {
  if (router.route.screen === 'desk' && router.route.conversation === id) router.go(homePath());
  try {
    const [item] = await actOnAll([id], () => pending.actOnMany([id], { type: 'unread' }), unread);
    if (item?.ok === false) toasts.show({ text: item.detail ?? '', tone: 'danger' });
  } catch (error) {
    await explain(id, error, () => void markUnread(id));
  }
}

export const BULK_MAX = 200;

/** Does one thing to many; whatever is refused is told, one by one. Throws if nothing could be asked. */
export async function actOnMany(ids: number[], action: BulkAction) {
  tellMany(await askMany(ids, action), (n) => t(`bulk.done.${action.type}`, { n }));
}

/** After these, nothing more can be written, or somebody else writes. */
const LAST: readonly BulkAction['type'][] = ['resolve', 'transfer', 'assign', 'snooze'];

/** The same, for whoever tells what became of each. */
export function askMany(ids: number[], action: BulkAction): Promise<BulkResult[]> {
  if (action.type === 'resolve') ids.forEach(remember);
  const change = session.me ? changeOf(action, session.me, clock.now) : undefined;
  const ask = () => pending.actOnMany(ids, action);
  return actOnAll(ids, LAST.includes(action.type) ? afterMessages(ids, ask) : ask, change);
}

/** What became of many: all at once in `words`, or whatever was refused, one by one. */
export function tellMany(
  items: BulkResult[],
  words: (n: number) => string,
  undo?: (done: number[]) => Promise<void>,
) {
  selection.clear();
  const failures = items.filter((item) => !item.ok);
  const done = items.filter((item) => item.ok).map(({ id }) => id);
  if (failures.length > 0) dialogs.show({ name: 'bulk_failures', done: done.length, failures });
  const text = words(done.length);
  if (undo && done.length > 0)
    toasts.show({ text, action: { text: t('action.undo'), run: () => void undo(done) } }, UNDO_SHOWN_MS);
  else if (failures.length === 0) toasts.show({ text });
}
