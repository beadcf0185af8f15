import type { Agent, Conversation, Entry, Notice } from '../api/types';
import { reasonText } from './activity';
import { dialogs } from './dialogs.svelte';
import { t } from './i18n.svelte';
import { noticeList } from './noticeList.svelte';
import {
  isHandedOver,
  newsOfConversation,
  newsOfEntry,
  TOLD_KINDS,
  toTell,
  unseenOf,
  type News,
} from './notices';
import { previewText } from './preview';
import { router } from './router.svelte';
import { conversationPath } from './routes';
import { session } from './session.svelte';
import { catalogue } from './store/catalogue.svelte';
import { conversations } from './store/conversations.svelte';
import { toasts } from './toasts.svelte';
import { hideOnDesktop, showOnDesktop } from './desktop.svelte';
import { sounding } from './sounding';

/** A hand-over is read, not glanced at. */
const HANDED_OVER_SHOWN_MS = 12_000;
/** Of more that came while the connection was lost, their number is told. */
const TOLD_ONE_BY_ONE_MAX = 3;
/** How many entries are kept for a conversation that has not come yet. */
const EARLY_MAX = 50;

/** By the server's clock: this machine's may be wrong. */
let startedAt = 0;
/** By conversation, the newest entry that has been told of or looked at. */
const told = new Map<number, number>();
/** The newest notice that was told, or that was there before the desk was opened. */
let newestTold = 0;
let isListRead = false;
/** Entries that came before their conversation did. */
const early = new Map<number, Entry[]>();

interface Words {
  title: string;
  body: string;
}

const context = () => ({ me: session.me!, startedAt, ownActs: session.acting });
const aboutOf = (kind: (typeof TOLD_KINDS)[number], id: number) => `${kind}-${id}`;

/** What came while the agent was away waits behind the bell, which says how much it is. */
export async function beginNotices(now: string) {
  startedAt = Date.parse(now);
  newestTold = 0;
  isListRead = false;
  noticeList.forget();
  await readNotices();
}

/** Tells what came while the connection was lost. A list that cannot be read is read again with the next. */
export async function readNotices() {
  try {
    await noticeList.load();
  } catch {
    return;
  }
  const news = isListRead ? toTell(noticeList.items, newestTold) : [];
  isListRead = true;
  newestTold = Math.max(newestTold, noticeList.items[0]?.id ?? 0);
  if (news.length <= TOLD_ONE_BY_ONE_MAX) return news.forEach(tellNotice);
  const open = () => dialogs.show({ name: 'notices' });
  announce({ title: t('notice.many', { n: news.length }), body: '' }, { about: 'notices', open });
}

export function applyNotice(notice: Notice) {
  noticeList.put(notice);
  if (notice.is_seen || notice.id <= newestTold) return;
  newestTold = notice.id;
  tellNotice(notice);
}

function tellNotice(notice: Notice) {
  const { conversation_id: id } = notice;
  if (isLookedAt(id) && !isHandedOver(notice)) return void noticeList.see(id);
  const path = conversationPath(id, { entry: notice.kind === 'mentioned' ? notice.entry.id : null });
  const shownFor = notice.kind === 'transferred' ? HANDED_OVER_SHOWN_MS : undefined;
  announce(wordsOfNotice(notice), { about: aboutOf(notice.kind, id), id, path, shownFor });
  if (isLookedAt(id)) void noticeList.see(id);
}

export function noticeConversation(before: Conversation | undefined, now: Conversation) {
  if (!session.me) return;
  // Somebody has taken it: the news is old.
  if (now.state !== 'queued') takeBack(aboutOf('queued', now.id));
  tell(newsOfConversation(before, now, context()));
  const entries = early.get(now.id) ?? [];
  early.delete(now.id);
  for (const entry of entries) noticeEntry(entry);
}

export function noticeEntry(entry: Entry) {
  if (!session.me) return;
  const id = entry.conversation_id;
  const conversation = conversations.get(id);
  if (!conversation) return void early.set(id, [...(early.get(id) ?? []), entry].slice(-EARLY_MAX));
  const news = newsOfEntry(entry, conversation, context(), isLookedAt(id), told.get(id) ?? 0);
  told.set(id, Math.max(told.get(id) ?? 0, entry.seq));
  tell(news);
}

/** The system, or the agent in another browser, has changed the agent's availability. */
export function noticeAvailability(before: Agent['availability'], now: Agent['availability']) {
  if (before === now) return;
  const availability = t(`availability.${now}`);
  toasts.show({
    text: t('availability.changed', { availability }),
    detail: t('availability.changed.hint'),
    about: 'availability',
  });
}

export const shownConversation = () => (router.route.screen === 'desk' ? router.route.conversation : null);

/** It has been opened: what was told of it is no longer news. */
export function noticesSeen(conversation: number) {
  takeBackOf(conversation);
  void noticeList.see(conversation);
}

/** In another browser, what was told was looked at, or its conversation was read. */
export function applySeen(unseen: number[]) {
  const before = noticeList.items;
  noticeList.keepUnseen(unseen);
  const open = new Set(unseenOf(noticeList.items).map((notice) => notice.conversation_id));
  for (const { conversation_id: id } of unseenOf(before)) if (!open.has(id)) takeBackOf(id);
}

export function takeBackOf(conversation: number) {
  for (const kind of TOLD_KINDS) takeBack(aboutOf(kind, conversation));
}

const isLookedAt = (id: number) => document.hasFocus() && shownConversation() === id;

function takeBack(about: string) {
  toasts.takeBack(about);
  hideOnDesktop(about);
}

function tell(news: News | null) {
  if (!news) return;
  const { id } = news.conversation;
  const about = aboutOf(news.kind, id);
  announce(wordsOfNews(news), { about, id, path: conversationPath(id), isForAll: news.kind === 'queued' });
}

/** How something is told: of which conversation, where it leads, and whether it is meant for more than this agent. */
interface Telling {
  about: string;
  id?: number;
  path?: string;
  open?: () => void;
  isForAll?: boolean;
  shownFor?: number;
}

function announce(words: Words, { about, id, path, open, isForAll = false, shownFor }: Telling) {
  sounding.ring(isForAll);
  const go = open ?? (() => path && router.go(path));
  // A later word of the same conversation takes the place of an earlier one.
  const tag = id === undefined ? about : `conversation-${id}`;
  if (!document.hasFocus()) return void showOnDesktop(words, { tag, about, path, go });
  const action = { text: t(id === undefined ? 'notice.show' : 'notice.open'), run: go };
  toasts.show({ text: words.title, detail: words.body, about, action }, shownFor);
}

function wordsOfNews(news: News): Words {
  const { conversation } = news;
  const { name } = conversation.contact;
  const last = previewText(conversation.preview);
  if (news.kind === 'message') return { title: t('notice.message', { name }), body: news.entry.text ?? last };
  const queue = catalogue.queues.get(conversation.queue_id)?.name ?? t('view.queue');
  return { title: t('notice.queued', { queue, name }), body: last };
}

/** What the bell's list and a toast say. */
export function wordsOfNotice({ kind, entry, conversation_id: id, contact_name: name }: Notice): Words {
  const by = entry.author.name;
  switch (kind) {
    case 'mentioned':
      return { title: t('notice.mentioned', { by, id }), body: entry.text ?? '' };
    case 'transferred':
      return { title: t('notice.transferred', { by, name }), body: entry.activity?.note ?? '' };
    case 'assigned': {
      const why = entry.activity && reasonText(entry.activity);
      return { title: t('notice.assignedTo', { name }), body: why ?? '' };
    }
    case 'woken':
      return { title: t('notice.woken', { name }), body: '' };
    default:
      // A newer server tells more.
      return { title: name, body: entry.text ?? '' };
  }
}
