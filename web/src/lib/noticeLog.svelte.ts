import { clock } from './clock.svelte';

const KEPT_MAX = 30;

export interface LoggedNotice {
  id: number;
  title: string;
  body: string;
  path: string;
  at: string;
  isNew: boolean;
}

/** What has been told since the page began, for those who looked away. */
class NoticeLog {
  items: LoggedNotice[] = $state.raw([]);
  #next = 1;

  get fresh(): number {
    return this.items.filter((item) => item.isNew).length;
  }

  add(notice: Pick<LoggedNotice, 'title' | 'body' | 'path'>) {
    const item = { ...notice, id: this.#next++, at: new Date(clock.now).toISOString(), isNew: true };
    this.items = [item, ...this.items].slice(0, KEPT_MAX);
  }

  seen() {
    if (this.fresh > 0) this.items = this.items.map((item) => ({ ...item, isNew: false }));
  }
}

export const noticeLog = new NoticeLog();
