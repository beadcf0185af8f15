import { Problem } from '../api/client';
import type { Agent, Conversation, Inbox, LiveEvent } from '../api/types';
import { clock } from './clock.svelte';
import { dialogs } from './dialogs.svelte';
import { live } from './live/live.svelte';
import { applyDraft, openDrafts, readDrafts, saveDrafts } from './drafts.svelte';
import {
  applyNotice,
  applySeen,
  beginNotices,
  noticeAvailability,
  noticeConversation,
  noticeEntry,
  readNotices,
  shownConversation,
  takeBackOf,
} from './notifications.svelte';
import { outbox } from './outbox.svelte';
import { presence } from './presence.svelte';
import { session } from './session.svelte';
import { catalogue } from './store/catalogue.svelte';
import { configuration } from './store/configuration.svelte';
import { contacts } from './store/contacts.svelte';
import { conversations } from './store/conversations.svelte';
import { applyToHistories, doubtHistories, forgetHistories, leaveHistories } from './store/histories.svelte';
import {
  amendConversation,
  applyConversation,
  everyList,
  findUnread,
  forgetConversation,
  forgetThing,
  lists,
} from './store/lists.svelte';
import { openings } from './store/openings.svelte';
import {
  applyEntry,
  doubtTimelines,
  forgetTimeline,
  forgetTimelines,
  rechainTimelines,
  refreshTimelines,
} from './store/timelines.svelte';
import { workspace } from './store/workspace.svelte';

/** Brings the desk to life for the agent who has just signed in; what it gives ends that life. */
export function startDesk(): (() => void) | undefined {
  const { me } = session;
  if (!me) return undefined;
  // What the outbox sends at once, the drafts must know of.
  openDrafts(me.id);
  outbox.open(me.id);
  clock.follow(Date.parse(me.now));
  void beginNotices(me.now);
  void catalogue.load();
  void workspace.load();
  void openings.load();
  void lists.mine.ensure();
  void lists.queue.ensure();
  live.start(me.seq, {
    apply,
    greeted: () => presence.begin(),
    present: (frame) => presence.put(frame),
    resync,
    connected: () => {
      for (const list of everyList()) if (list.failed && !list.loaded) void list.ensure();
      outbox.flush();
      saveDrafts();
    },
    ended: () => session.end(),
  });
  return stopDesk;
}

/** Of what happens until the next signing in nobody tells: all is read again then. */
function stopDesk() {
  live.stop();
  outbox.close();
  dialogs.close();
  for (const list of everyList()) list.forget();
  conversations.forget();
  contacts.forget();
  forgetTimelines();
  forgetHistories();
}

function apply(event: LiveEvent) {
  switch (event.type) {
    case 'conversation_changed':
      return applyChanged(event.data);
    case 'conversation_gone':
      return applyGone(event.data.id);
    case 'entry_changed':
      applyEntry(event.data);
      outbox.settle(event.data);
      return noticeEntry(event.data);
    case 'agent_changed':
      return applyAgent(event.data);
    case 'queue_changed':
      doubtNames(catalogue.queues.get(event.data.id), event.data);
      return catalogue.queues.put(event.data);
    case 'inbox_changed':
      return applyInbox(event.data);
    case 'tag_changed':
      doubtNames(catalogue.tags.get(event.data.id), event.data);
      return catalogue.tags.put(event.data);
    case 'label_changed':
      doubtNames(catalogue.labels.get(event.data.id), event.data);
      return catalogue.labels.put(event.data);
    case 'canned_message_changed':
      return catalogue.cannedMessages.put(event.data);
    case 'read_mark_changed':
      return applyReadMark(event.data.conversation_id, event.data.unread);
    case 'contact_changed':
      contacts.apply(event.data);
      if (conversations.putContact(event.data)) doubtTimelines();
      return;
    case 'notice_changed':
      return applyNotice(event.data);
    case 'notices_seen':
      return applySeen(event.data.unseen_ids);
    case 'draft_changed':
      return applyDraft(event.data);
    case 'configuration_changed':
      configuration.note(event.data.what);
      if (event.data.what === 'attributes') void catalogue.attributes.load().catch(() => undefined);
      if (event.data.what === 'settings') void workspace.load();
      // A zone's clock opens queues too.
      if (event.data.what === 'hours' || event.data.what === 'settings') void openings.load();
      return;
    case 'removed':
      return remove(event.data);
  }
}

function applyChanged(conversation: Conversation) {
  const before = applyConversation(conversation);
  if (before && before.previous_id !== conversation.previous_id)
    rechainTimelines(conversation.id, shownConversation());
  applyToHistories(conversation);
  noticeConversation(before, conversation);
}

function applyGone(id: number) {
  forgetTimeline(id);
  leaveHistories(id);
  forgetConversation(id);
}

/** Entries carry the names of those they tell of, and are not told of again when those are called otherwise. */
function doubtNames(before: { name: string } | undefined, now: { name: string }) {
  if (before && before.name !== now.name) doubtTimelines();
}

function applyAgent(agent: Agent) {
  doubtNames(catalogue.agents.get(agent.id), agent);
  catalogue.agents.put(agent);
  const { me } = session;
  if (agent.id !== me?.id) return;
  noticeAvailability(me.availability, agent.availability);
  session.me = { ...me, ...agent };
  // What one may see is another by now, and nobody tells of what has gone from sight.
  const mayNow = (one: Pick<Agent, 'role' | 'queue_ids'>) =>
    `${one.role} ${one.queue_ids.toSorted((a, b) => a - b).join()}`;
  if (mayNow(me) !== mayNow(agent)) live.readAnew();
}

/** How its mailbox fares is not told with it: what is known of that stays. */
function applyInbox(inbox: Inbox) {
  const known = catalogue.inboxes.get(inbox.id)?.mail_state;
  catalogue.inboxes.put({ ...inbox, mail_state: inbox.mail_state ?? known ?? null });
}

function remove({ what, id }: { what: string; id: number }) {
  if (what === 'tag') catalogue.tags.remove(id);
  if (what === 'label') catalogue.labels.remove(id);
  if (what === 'canned_message') catalogue.cannedMessages.remove(id);
  if (what === 'queue') catalogue.queues.remove(id);
  if (what === 'tag' || what === 'label' || what === 'queue') forgetThing(what, id);
}

function applyReadMark(id: number, unread: number) {
  if (unread === 0) takeBackOf(id);
  if (conversations.get(id))
    amendConversation(id, (one) => (one.unread === unread ? one : { ...one, unread }));
  else if (unread > 0) void findUnread(id);
}

/** What was missed cannot be replayed: everything on the screen is read again. */
async function resync() {
  const loaded = everyList().filter((list) => list.loaded);
  const shown = shownConversation();
  configuration.noteAll();
  contacts.doubt();
  conversations.doubt();
  doubtHistories();
  await Promise.all([
    catalogue.load(),
    workspace.load(),
    openings.load(),
    readDrafts(),
    readNotices(),
    ...loaded.map((list) => list.reload()),
    refreshTimelines(shown),
    ...(shown === null ? [] : [readShown(shown)]),
  ]);
  // What this agent may see may be less than before: whatever is not among what was read is asked for when it is opened.
  // What could not be read now is read again: until then, nothing can be told from what is missing.
  if (loaded.some((list) => list.isMissing)) throw new Error('a list could not be read');
  for (const id of conversations.doubted) forgetConversation(id);
}

/** That it is gone is an answer, and no reason to ask for everything again. */
async function readShown(id: number) {
  try {
    await conversations.fetch(id);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    forgetConversation(id);
  }
}
