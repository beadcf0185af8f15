/** The files of a message, whichever way they came. */
import type { Attachment, FileKind } from '../api/content';
import type { Entry } from '../api/types';
import { t } from './i18n.svelte';

export interface ShownFile {
  /** Its place among the files of its message. */
  place: number;
  kind: FileKind;
  name: string;
  mime: string;
  size: number | null;
  state: 'coming' | 'here' | 'failed';
  reason: string | null;
  mayRetry: boolean;
  attachment: Attachment | null;
}

/** What came from outside tells of files that are not here yet; what was sent is here. */
export function filesOf(entry: Pick<Entry, 'content' | 'attachments'>): ShownFile[] {
  const files = entry.content?.files ?? [];
  if (files.length === 0) return entry.attachments.map(sent);
  return files.map((file, place) => ({
    place,
    kind: file.kind,
    name: file.name ?? file.attachment?.name ?? t(`message.file.${file.kind}`),
    mime: file.attachment?.mime ?? file.mime ?? '',
    size: file.attachment?.size ?? file.size,
    state: file.state === 'here' && !file.attachment ? 'failed' : file.state,
    reason: file.reason,
    mayRetry: file.may_retry,
    attachment: file.attachment,
  }));
}

export function sent(attachment: Attachment, place: number): ShownFile {
  const { name, mime, size } = attachment;
  const kind = kindOf(attachment.kind ?? mime);
  return {
    place,
    kind,
    name,
    mime,
    size,
    state: 'here',
    reason: null,
    mayRetry: false,
    attachment,
  };
}

/** By the server's word for it, or by its type. */
function kindOf(word: string): FileKind {
  const kind = word.split('/')[0]!;
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
}

/** What every browser draws by itself. */
const isDrawable = (mime: string) => /^image\/(png|jpeg|gif|webp)$/.test(mime);

/** What is shown small in the thread; null for what no browser draws. */
export function smallPicture({ attachment }: ShownFile): string | null {
  if (!attachment) return null;
  return isDrawable(attachment.mime) ? attachment.url : null;
}

/** What opens large. */
export interface Picture {
  id: number;
  name: string;
  url: string;
  by: string;
  at: string;
}

/** The pictures of these entries in their order; of what was deleted only the one that was opened. */
export function picturesOf(entries: readonly Entry[], opened: number | null = null): Picture[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'message') return [];
    const files = filesOf(entry).filter((file) => file.kind === 'image' && isLarge(file));
    const shown = entry.deleted_at ? files.filter(({ attachment }) => attachment!.id === opened) : files;
    return shown.map(({ attachment, name }) => ({
      id: attachment!.id,
      name,
      url: attachment!.url,
      by: entry.author.name,
      at: entry.at,
    }));
  });
}

export const isLarge = ({ attachment }: ShownFile) => attachment !== null && isDrawable(attachment.mime);

/** `PDF`, `DOCX`: told beside the size. */
export function extensionOf(name: string): string | null {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? null;
}
