import { upload } from '../api/desk';
import type { Attachment, Channel } from '../api/types';
import { FILES_MAX, inMegabytes, verdict } from '../lib/attachmentRules';
import { megabytes } from '../lib/format';
import { t } from '../lib/i18n.svelte';
import { toasts, wordsFor } from '../lib/toasts.svelte';
import { smaller, still } from './pictures';

export interface Upload {
  key: number;
  file: File;
  /** Where this browser has the picture, if it is one. */
  picture: string | null;
  state: 'refused' | 'sending' | 'done' | 'failed';
  /** How much has been sent, from 0 to 1. */
  share: number;
  reason: string;
  mend: 'still' | 'smaller' | null;
  attachment: Attachment | null;
}

/** What every browser draws. */
const DRAWN = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** The files that go with the next message of one conversation. */
export class Uploads {
  items: Upload[] = $state.raw([]);
  #channel: Channel;
  #next = 1;
  #stops = new Map<number, () => void>();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get isReady(): boolean {
    return this.items.every((item) => item.state === 'done');
  }

  get attachments(): Attachment[] {
    return this.items.flatMap(({ attachment }) => (attachment ? [attachment] : []));
  }

  add(files: Iterable<File>) {
    for (const file of files) {
      if (this.items.length >= FILES_MAX) {
        toasts.show({ text: t('files.tooMany', { n: FILES_MAX }), tone: 'danger' });
        return;
      }
      this.#take(this.#next++, file);
    }
  }

  remove(key: number) {
    this.#stops.get(key)?.();
    this.#stops.delete(key);
    this.#letGo(this.items.filter((item) => item.key === key));
    this.items = this.items.filter((item) => item.key !== key);
  }

  again(key: number) {
    const item = this.items.find((one) => one.key === key);
    if (item) this.#take(key, item.file);
  }

  /** Does to a picture what makes it fit. */
  async mend(key: number) {
    const item = this.items.find((one) => one.key === key);
    if (!item?.mend) return;
    try {
      const file = await (item.mend === 'still' ? still : smaller)(item.file);
      this.#take(key, file);
    } catch (error) {
      toasts.problem(error);
    }
  }

  clear() {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
    this.#letGo(this.items);
    this.items = [];
  }

  #take(key: number, file: File) {
    const said = verdict(file, this.#channel);
    const item: Upload = {
      key,
      file,
      picture: said.ok && DRAWN.includes(file.type) ? URL.createObjectURL(file) : null,
      state: said.ok ? 'sending' : 'refused',
      share: 0,
      reason: said.ok ? '' : this.#words(file, said),
      mend: said.ok ? null : said.mend,
      attachment: null,
    };
    const known = this.items.filter((one) => one.key === key);
    this.#letGo(known);
    this.items =
      known.length > 0 ? this.items.map((one) => (one.key === key ? item : one)) : [...this.items, item];
    if (said.ok) void this.#send(key, file);
  }

  /** A browser holds a picture until it is told that nobody shows it any more. */
  #letGo(items: Upload[]) {
    for (const { picture } of items) if (picture) URL.revokeObjectURL(picture);
  }

  async #send(key: number, file: File) {
    const [done, stop] = upload(file, (share) => this.#change(key, { share }));
    this.#stops.set(key, stop);
    try {
      this.#change(key, { attachment: await done, state: 'done', share: 1 });
    } catch (error) {
      const reason = t('files.failed', { name: file.name, reason: wordsFor(error) });
      this.#change(key, { state: 'failed', reason });
    } finally {
      this.#stops.delete(key);
    }
  }

  #change(key: number, facts: Partial<Upload>) {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...facts } : item));
  }

  #words(file: File, said: Exclude<ReturnType<typeof verdict>, { ok: true }>): string {
    return t(`files.${said.why}`, {
      name: file.name,
      channel: t(`channel.${this.#channel}`),
      limit: megabytes(inMegabytes(said.largest)),
    });
  }
}

const open = new Map<number, Uploads>();

/** They stay while the agent looks elsewhere; a reload forgets them. */
export function uploadsOf(conversation: number, channel: Channel): Uploads {
  const uploads = open.get(conversation) ?? new Uploads(channel);
  open.set(conversation, uploads);
  return uploads;
}
