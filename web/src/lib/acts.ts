/** What an agent does to a conversation: asked of the server, shown everywhere at once, explained when refused. */
import { Problem } from '../api/client';
import * as pending from '../api/desk';
import * as requests from '../api/requests';
import type { BulkAction, BulkResult, Conversation, Label, Tag } from '../api/types';
import { dialogs } from './dialogs.svelte';
import { t } from './i18n.svelte';
import { stampIn } from './format';
import { preferences } from './preferences.svelte';
import { router } from './router.svelte';
import { selection } from './selection.svelte';
import { session } from './session.svelte';
import { conversations } from './store/conversations.svelte';
import { applyConversation } from './store/lists.svelte';
import { workspace } from './store/workspace.svelte';
import { toasts } from './toasts.svelte';

const UNDO_SHOWN_MS = 12_000;

/** Asks for it, and shows what came of it everywhere. */
export async function act(id: number, request: () => Promise<Conversation>): Promise<Conversation> {
  session.markOwnAct(id);
  const conversation = await request();
  applyConversation(conversation);
  return conversation;
}

/** As `act`, for where there is no dialog to show the refusal in. */
async function tryTo(id: number, request: () => Promise<Conversation>): Promise<Conversation | null> {
  try {
    return await act(id, request);
  } catch (error) {
    await explain(id, error);
    return null;
  }
}

async function explain(id: number, error: unknown) {
  toasts.problem(error);
  // Whatever was refused, the screen was probably behind.
  if (error instanceof Problem && error.status === 409) await refresh(id);
}

async function refresh(id: number) {
  try {
    applyConversation(await requests.readConversation(id));
  } catch {
    // The live connection tells if it is gone.
  }
}

export const accept = (id: number) =>
  askingFirst('accept', id, (overCapacity) => requests.accept(id, overCapacity));

export const takeOver = (id: number) =>
  askingFirst('take_over', id, (over) =>
    requests.transfer(id, { agent_id: session.me!.id, ...beyond(over) }),
  );

const beyond = (overCapacity: boolean) => (overCapacity ? { over_capacity: true } : {});

/** What gives the agent one more: the server asks whether that is meant, and so do we. */
async function askingFirst(
  name: 'accept' | 'take_over' | 'reopen',
  id: number,
  request: (overCapacity: boolean) => Promise<Conversation>,
  said: string | null = null,
  overCapacity = false,
) {
  try {
    await act(id, () => request(overCapacity));
    if (said) toasts.show({ text: said });
  } catch (error) {
    if (error instanceof Problem && error.code === 'over_capacity' && !overCapacity) {
      const load = { active: session.me?.load.active, capacity: session.me?.capacity };
      const again = () => void askingFirst(name, id, request, said, true);
      dialogs.show({ name: 'over_capacity', act: name, question: t(`capacity.${name}.hint`, load), again });
      return;
    }
    await explain(id, error);
  }
}

export async function resolve(id: number, note: string) {
  await act(id, () => requests.resolve(id, note.trim() ? { note: note.trim() } : {}));
  const undo = { text: t('action.undo'), run: () => void reopen(id) };
  toasts.show({ text: t('resolve.done', { id }), action: undo }, UNDO_SHOWN_MS);
}

/** Within a minute it is as before; later it is one more for whoever reopens it. */
export const reopen = (id: number) =>
  askingFirst('reopen', id, (over) => requests.undoResolution(id, over), t('resolve.undone', { id }));

export const toggleTag = (id: number, tag: Tag, isOn: boolean) =>
  tryTo(id, () => (isOn ? requests.removeTag : requests.addTag)(id, tag.id));

export const toggleLabel = (id: number, label: Label, isOn: boolean) =>
  tryTo(id, () => (isOn ? requests.removeLabel : requests.addLabel)(id, label.id));

/** Everything up to this entry has been seen. A mark that is lost is set again with the next one. */
export async function markRead(id: number, seq: number) {
  const conversation = conversations.get(id);
  if (!conversation || conversation.unread === 0) return;
  applyConversation({ ...conversation, unread: 0 });
  await requests.markRead(id, seq).catch(() => undefined);
}

/** Puts it aside until a time, or with null until the customer writes. */
export async function snooze(id: number, until: string | null) {
  await act(id, () => pending.snooze(id, until));
  const time = until && stampIn(until, workspace.timeZone);
  const text = time ? t('snooze.done', { id, time }) : t('snooze.doneMessage', { id });
  toasts.show({ text, action: { text: t('action.undo'), run: () => void wake(id) } }, UNDO_SHOWN_MS);
}

export async function wake(id: number) {
  const conversation = await tryTo(id, () => pending.wake(id));
  if (conversation) toasts.show({ text: t('snooze.woken', { id }) });
}

/** Leaves it, since an open conversation is read as one looks. */
export async function markUnread(id: number) {
  if (router.route.screen === 'desk' && router.route.conversation === id)
    router.go(`/${preferences.get('view')}`);
  try {
    await pending.actOnMany([id], { type: 'unread' });
    await refresh(id);
  } catch (error) {
    toasts.problem(error);
  }
}

export const BULK_MAX = 200;

/** Does one thing to many; whatever is refused is told, one by one. Throws if nothing could be asked. */
export async function actOnMany(ids: number[], action: BulkAction) {
  for (const id of ids) session.markOwnAct(id);
  const { items } = await pending.actOnMany(ids, action);
  tellMany(items, (n) => t(`bulk.done.${action.type}`, { n }));
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
