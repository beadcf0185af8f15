import { clock } from './clock.svelte';

const KEPT_MAX = 30;
const BODY_CHARACTERS_MAX = 200;

const storedAt = (agent: number) => `deskbell.notices.${agent}`;

export interface LoggedNotice {
  /** The entry that it tells of. */
  id: number;
  conversation: number;
  title: string;
  body: string;
  path: string;
  at: string;
  isNew: boolean;
}

/** What has been told lately, for those who looked away: kept in this browser, since the server keeps none. */
class NoticeLog {
  items: LoggedNotice[] = $state.raw([]);
  #key: string | null = null;

  constructor() {
    // What another tab of the same agent has told or shown is told and shown.
    addEventListener('storage', (event) => {
      if (event.key === this.#key && this.#key) this.items = read(this.#key);
    });
  }

  get fresh(): number {
    return this.items.filter((item) => item.isNew).length;
  }

  /** Takes up what this browser kept for the agent who has signed in. */
  open(agent: number) {
    this.#key = storedAt(agent);
    this.items = read(this.#key);
  }

  /** Nothing of it stays behind for whoever sits here next. */
  forget() {
    if (this.#key) localStorage.removeItem(this.#key);
    this.#key = null;
    this.items = [];
  }

  add(notice: Omit<LoggedNotice, 'at'>) {
    // Another tab may have been quicker.
    if (this.items.some(({ id }) => id === notice.id)) return;
    const body = notice.body.slice(0, BODY_CHARACTERS_MAX);
    const item = { ...notice, body, at: new Date(clock.now).toISOString() };
    this.#keep([item, ...this.items].slice(0, KEPT_MAX));
  }

  /** All of them have been looked at, or those of one conversation. */
  seen(conversation?: number) {
    const isSeen = (item: LoggedNotice) => conversation === undefined || item.conversation === conversation;
    if (!this.items.some((item) => item.isNew && isSeen(item))) return;
    this.#keep(this.items.map((item) => (isSeen(item) ? { ...item, isNew: false } : item)));
  }

  #keep(items: LoggedNotice[]) {
    this.items = items;
    if (!this.#key) return;
    try {
      localStorage.setItem(this.#key, JSON.stringify(items));
    } catch {
      // Without storage they last as long as the page.
    }
  }
}

function read(key: string): LoggedNotice[] {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? '[]') as LoggedNotice[]).slice(0, KEPT_MAX);
  } catch {
    return [];
  }
}

export const noticeLog = new NoticeLog();
