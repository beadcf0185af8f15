import { Problem } from '../api/client';
import { upload } from '../api/desk';
import type { Way } from '../api/sending';
import type { Attachment, Conversation } from '../api/types';
import { FILES_MAX, inMegabytes, mailBytesMax, typeOf, verdict, type Mend } from '../lib/attachmentRules';
import { megabytes } from '../lib/format';
import { t } from '../lib/i18n.svelte';
import { toasts, wordsFor } from '../lib/toasts.svelte';
import { wayOf } from '../lib/way';
import { smaller, still } from './pictures';

export interface Upload {
  key: number;
  name: string;
  type: string;
  size: number;
  /** Null: it is on the server already, from a canned message or a text that is edited again. */
  file: File | null;
  /** Where the picture is, if it is one. */
  picture: string | null;
  state: 'refused' | 'sending' | 'done' | 'failed';
  /** How much has been sent, from 0 to 1. */
  share: number;
  reason: string;
  mend: Mend | null;
  /** What mending has made of it already, to be sent if the agent likes it. */
  mended: File | null;
  /** How large it was before it was made smaller. */
  was: number | null;
  attachment: Attachment | null;
}

/** What every browser draws. */
const DRAWN = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** The files that go with the next message of one conversation. */
export class Uploads {
  items: Upload[] = $state.raw([]);
  #way: () => Way;
  #tell: (text: string) => void;
  #next = 1;
  #stops = new Map<number, () => void>();
  #mending = new Set<number>();

  constructor(way: () => Way, tell: (text: string) => void = tellInToast) {
    this.#way = way;
    this.#tell = tell;
  }

  get isReady(): boolean {
    return this.items.every((item) => item.state === 'done');
  }

  get attachments(): Attachment[] {
    return this.items.flatMap(({ attachment }) => (attachment ? [attachment] : []));
  }

  add(files: Iterable<File>) {
    for (const file of files) {
      if (!this.#hasRoom()) return;
      this.#take(this.#next++, file);
    }
  }

  haveRoomFor(attachments: readonly Attachment[]): boolean {
    return this.items.length + this.#others(attachments).length <= FILES_MAX;
  }

  /** Adds what the server has already; the same file twice would be refused there. */
  give(attachments: readonly Attachment[]) {
    for (const attachment of this.#others(attachments)) {
      if (!this.#hasRoom()) return;
      this.#put(this.#given(this.#next++, attachment));
    }
  }

  remove(key: number) {
    this.#stops.get(key)?.();
    this.#stops.delete(key);
    this.#letGo(this.items.filter((item) => item.key === key));
    this.items = this.items.filter((item) => item.key !== key);
    this.#reconsider();
  }

  /** What was refused beside another file may have room now. */
  #reconsider() {
    for (const item of this.items.filter(({ state }) => state === 'refused')) {
      const { key, name, type, size, file, attachment, was } = item;
      if (this.#together(this.#judged(key, { name, type, size })).state === 'refused') continue;
      if (file) this.#take(key, file, was);
      else if (attachment) this.#put(this.#given(key, attachment));
    }
  }

  again(key: number) {
    const item = this.#find(key);
    if (item?.file) this.#take(key, item.file);
  }

  /** Takes what mending makes of a picture in its place. */
  async mend(key: number) {
    const item = this.#find(key);
    if (!item?.mend || this.#mending.has(key)) return;
    this.#mending.add(key);
    try {
      const file = item.file ?? (await fetched(item));
      const mended = item.mended ?? (file && (await this.#mendedOf(file)));
      // It may have been taken away meanwhile.
      if (mended && this.#find(key)) this.#take(key, mended, item.size);
    } catch (error) {
      if (this.#find(key)) toasts.problem(error);
    } finally {
      this.#mending.delete(key);
    }
  }

  /** They go another way by now, which may take what the one before refused, and the other way round. */
  judgeAgain() {
    const before = this.items;
    this.items = [];
    for (const item of before) {
      this.items = [...this.items, item];
      const isRefused = this.#together(this.#judged(item.key, item)).state === 'refused';
      if (!item.file || (item.state !== 'refused' && !isRefused)) continue;
      this.#stops.get(item.key)?.();
      this.#take(item.key, item.file, item.was);
    }
  }

  clear() {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
    this.#letGo(this.items);
    this.items = [];
  }

  #given(key: number, attachment: Attachment): Upload {
    const { name, mime: type, size, url } = attachment;
    const item = { ...this.#together(this.#judged(key, { name, type, size })), attachment };
    const picture = DRAWN.includes(type) ? url : null;
    return item.state === 'refused' ? item : { ...item, picture, state: 'done', share: 1 };
  }

  #find(key: number): Upload | undefined {
    return this.items.find((item) => item.key === key);
  }

  /** Those that are not among them. */
  #others(attachments: readonly Attachment[]): Attachment[] {
    return attachments.filter(({ id }) => !this.items.some((item) => item.attachment?.id === id));
  }

  #hasRoom(): boolean {
    if (this.items.length < FILES_MAX) return true;
    this.#tell(tooMany());
    return false;
  }

  #take(key: number, file: File, was: number | null = null) {
    const judged = this.#together(this.#judged(key, file));
    const isDrawn = judged.state === 'sending' && DRAWN.includes(file.type);
    this.#put({ ...judged, file, was, picture: isDrawn ? URL.createObjectURL(file) : null });
    if (judged.state === 'sending') void this.#send(key, file);
    else if (judged.mend) void this.#prepare(key, file);
  }

  /** Mends a picture beforehand, so that the agent knows what he would send instead. */
  async #prepare(key: number, file: File) {
    try {
      const mended = await this.#mendedOf(file);
      this.#change(key, this.#verdict(mended).ok ? { mended } : { mend: null });
    } catch {
      // It only bears the name of a picture: there is nothing to offer.
      this.#change(key, { mend: null });
    }
  }

  async #mendedOf(file: File): Promise<File> {
    let mended = file;
    for (let said = this.#verdict(mended); !said.ok && said.mend; said = this.#verdict(mended)) {
      const before = mended;
      mended = await (said.mend === 'smaller' ? smaller(mended, said.largest) : still(mended));
      if (mended.size >= before.size && mended.type === before.type) break;
    }
    return mended;
  }

  #verdict(file: Pick<File, 'name' | 'type' | 'size'>) {
    return verdict(file, this.#way());
  }

  /** What the channel says to a file of this kind, before a byte of it is sent. */
  #judged(key: number, { name, type, size }: Pick<File, 'name' | 'type' | 'size'>): Upload {
    const said = this.#verdict({ name, type, size });
    return {
      key,
      name,
      type: typeOf({ name, type }),
      size,
      file: null,
      picture: null,
      state: said.ok ? 'sending' : 'refused',
      share: 0,
      reason: said.ok ? '' : this.#words(name, said),
      mend: said.ok ? null : said.mend,
      mended: null,
      was: null,
      attachment: null,
    };
  }

  /** The files of a mail must fit together. */
  #together(item: Upload): Upload {
    const { channel, options } = this.#way();
    if (channel !== 'email' || item.state === 'refused') return item;
    const others = this.items.filter(({ key, state }) => key !== item.key && state !== 'refused');
    const sum = others.reduce((bytes, { size }) => bytes + size, item.size);
    const largest = mailBytesMax(options);
    if (sum <= largest) return item;
    const reason = t('files.together', { name: item.name, limit: megabytes(inMegabytes(largest)) });
    return { ...item, state: 'refused', reason };
  }

  #put(item: Upload) {
    const known = this.items.filter((one) => one.key === item.key);
    this.#letGo(known);
    this.items =
      known.length > 0 ? this.items.map((one) => (one.key === item.key ? item : one)) : [...this.items, item];
  }

  /** A browser holds a picture until it is told that nobody shows it any more. */
  #letGo(items: Upload[]) {
    for (const { file, picture } of items) if (file && picture) URL.revokeObjectURL(picture);
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

  #words(name: string, said: Exclude<ReturnType<typeof verdict>, { ok: true }>): string {
    return t(`files.${said.why}`, {
      name,
      channel: t(`channel.${this.#way().channel}`),
      limit: megabytes(inMegabytes(said.largest)),
    });
  }
}

const tooMany = () => t('files.tooMany', { n: FILES_MAX });
const tellInToast = (text: string) => toasts.show({ text, tone: 'danger' });
export const tellTooMany = () => tellInToast(tooMany());

async function fetched({ name, type, attachment }: Upload): Promise<File | null> {
  if (!attachment) return null;
  const answer = await fetch(attachment.url);
  if (!answer.ok) throw new Problem(answer.status, 'download', t('files.unreadable', { name }));
  return new File([await answer.blob()], name, { type });
}

const open = new Map<number, Uploads>();

/** They stay while the agent looks elsewhere; a reload forgets them. */
export function uploadsOf({ id, channel, inbox_id }: Conversation): Uploads {
  const uploads = open.get(id) ?? new Uploads(() => wayOf({ channel, inbox_id }));
  open.set(id, uploads);
  return uploads;
}
