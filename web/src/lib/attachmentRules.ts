import type { Channel } from '../api/types';

const MEGABYTE = 1024 * 1024;

export const FILES_MAX = 10;

type Kind = 'image' | 'document' | 'video' | 'other';

const LARGEST: Record<Kind, number> = {
  image: 5 * MEGABYTE,
  document: 10 * MEGABYTE,
  video: 16 * MEGABYTE,
  other: 10 * MEGABYTE,
};

const KINDS: Record<string, Kind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/gif': 'image',
  'application/pdf': 'document',
  'application/msword': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'document',
  'video/mp4': 'video',
};

export type Verdict =
  | { ok: true }
  /** What stands in the way, and what this browser could do about it. */
  | {
      ok: false;
      why: 'type' | 'size' | 'gif' | 'video' | 'empty';
      largest: number;
      mend: 'still' | 'smaller' | null;
    };

const OK: Verdict = { ok: true };

/** Whether a file may go out on a channel; asked before anything is uploaded. */
export function verdict({ type, size }: Pick<File, 'type' | 'size'>, channel: Channel): Verdict {
  const kind = KINDS[type] ?? 'other';
  const largest = LARGEST[kind];
  const no = (why: 'type' | 'size' | 'gif' | 'video' | 'empty', mend: 'still' | 'smaller' | null = null) =>
    ({ ok: false, why, largest, mend }) as const;
  if (size === 0) return no('empty');
  if (channel !== 'email') {
    if (kind === 'other') return no('type');
    if (type === 'image/gif' && channel === 'whatsapp') return no('gif', 'still');
    if (kind === 'video' && channel === 'messenger') return no('video');
  }
  if (size > largest) return no('size', kind === 'image' && type !== 'image/gif' ? 'smaller' : null);
  return OK;
}

export const inMegabytes = (bytes: number): number => bytes / MEGABYTE;

/** What the file dialog offers first. */
export const acceptedTypes = (channel: Channel): string =>
  channel === 'email'
    ? ''
    : Object.keys(KINDS)
        .filter((type) => verdict({ type, size: 1 }, channel).ok)
        .join(',');
