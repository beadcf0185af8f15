import { listNotices, seeNotices } from '../api/requests';
import type { Notice } from '../api/types';
import { joined, seenExcept, unseenOf, withNotice } from './notices';

/** As many as the server keeps. */
const KEPT_MAX = 200;

/** What this agent was told, here or while he was away: the server keeps it. */
class NoticeList {
  /** Newest first. */
  items: Notice[] = $state.raw([]);
  loaded = $state(false);

  get unseen(): number {
    return unseenOf(this.items).length;
  }

  /** Somebody else may sit here next. */
  forget() {
    this.items = [];
    this.loaded = false;
  }

  async load() {
    const read: Notice[] = [];
    let cursor: string | undefined;
    do {
      const page = await listNotices(cursor);
      read.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor && read.length < KEPT_MAX);
    this.items = joined(read, this.items);
    this.loaded = true;
  }

  put(notice: Notice) {
    this.items = withNotice(this.items, notice, KEPT_MAX);
  }

  keepUnseen(ids: number[]) {
    this.items = seenExcept(this.items, ids);
  }

  /** All of them have been looked at, or those of one conversation. What is lost is seen the next time. */
  async see(conversation?: number) {
    const seen = unseenOf(this.items, conversation);
    const newest = seen[0];
    if (!newest) return;
    const left = unseenOf(this.items).filter((notice) => !seen.includes(notice));
    this.keepUnseen(left.map((notice) => notice.id));
    await seeNotices(newest.id, conversation).catch(() => undefined);
  }
}

export const noticeList = new NoticeList();
