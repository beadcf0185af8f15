import type { Way } from '../api/sending';
import type { Channel } from '../api/types';

const MEGABYTE = 1024 * 1024;

export const FILES_MAX = 10;

export type FileKind = 'image' | 'document' | 'video' | 'audio' | 'other';

/** The largest of each kind, whatever the channel; documents follow the inbox. */
const LARGEST_MB: Record<Exclude<FileKind, 'document' | 'other'>, number> = {
  image: 5,
  video: 16,
  audio: 16,
};
const DOCUMENT_MB = 10;
/** More than this the platforms themselves do not take. */
const DOCUMENT_MB_MAX: Record<Channel, number> = { whatsapp: 100, messenger: 25, email: 25 };

export const documentLimits = (channel: Channel) => ({
  usualMb: channel === 'email' ? DOCUMENT_MB_MAX.email : DOCUMENT_MB,
  largestMb: DOCUMENT_MB_MAX[channel],
});

const KINDS: Record<string, FileKind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/gif': 'image',
  'application/pdf': 'document',
  'application/msword': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'document',
  'video/mp4': 'video',
  'audio/ogg': 'audio',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
};

/** What a browser calls nothing, or by another name, is known by its ending. */
const TYPES_BY_ENDING: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jfif: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  heic: 'image/heic',
  pdf: 'application/pdf',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  amr: 'audio/amr',
};

/** Pictures that no channel takes as they are and every browser can draw anew. */
const DRAWN_ANEW = ['image/webp', 'image/avif', 'image/bmp'];

type About = Pick<File, 'type' | 'size'> & { name?: string };

/** The type that a file goes by. */
export function typeOf({ type, name = '' }: Omit<About, 'size'>): string {
  const plain = type.split(';')[0]!.trim().toLowerCase();
  if (plain in KINDS || DRAWN_ANEW.includes(plain)) return plain;
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return TYPES_BY_ENDING[ending] ?? plain;
}

export const kindOf = (file: Omit<About, 'size'>): FileKind => KINDS[typeOf(file)] ?? 'other';

/** What this browser could do about it: a still picture, a picture of another type, or one of fewer bytes. */
export type Mend = 'still' | 'redrawn' | 'smaller';
export type Why = 'type' | 'pictureType' | 'size' | 'gif' | 'video' | 'empty';

export type Verdict = { ok: true } | { ok: false; why: Why; largest: number; mend: Mend | null };

const OK: Verdict = { ok: true };

/** Whether a file may go out; asked before anything is uploaded. */
export function verdict(file: About, { channel, options }: Way): Verdict {
  const type = typeOf(file);
  const kind = KINDS[type] ?? 'other';
  const largest = largestOf(kind, { channel, options });
  const no = (why: Why, mend: Mend | null = null): Verdict => ({ ok: false, why, largest, mend });
  if (file.size === 0) return no('empty');
  if (channel !== 'email') {
    if (DRAWN_ANEW.includes(type)) return no('pictureType', 'redrawn');
    if (kind === 'other') return no(type.startsWith('image/') ? 'pictureType' : 'type');
    if (type === 'image/gif' && channel === 'whatsapp') return no('gif', 'still');
    if (kind === 'video' && channel === 'messenger' && !options.sends_video) return no('video');
  }
  if (file.size > largest) return no('size', kind === 'image' && type !== 'image/gif' ? 'smaller' : null);
  return OK;
}

function largestOf(kind: FileKind, { channel, options }: Way): number {
  if (channel === 'email') return mailBytesMax(options);
  if (kind !== 'document' && kind !== 'other') return LARGEST_MB[kind] * MEGABYTE;
  const { usualMb, largestMb } = documentLimits(channel);
  return Math.min(options.document_mb_max ?? usualMb, largestMb) * MEGABYTE;
}

/** What all files of one mail may have together: most mail servers take no more. */
export const mailBytesMax = (options: Pick<Way['options'], 'document_mb_max'>): number =>
  Math.min(options.document_mb_max ?? DOCUMENT_MB_MAX.email, DOCUMENT_MB_MAX.email) * MEGABYTE;

export const inMegabytes = (bytes: number): number => bytes / MEGABYTE;

/** What the file dialog offers first. */
export function acceptedTypes(way: Way): string {
  if (way.channel === 'email') return '';
  const isTaken = (type: string) => verdict({ type, size: 1 }, way).ok;
  const endings = Object.entries(TYPES_BY_ENDING).filter(([, type]) => type in KINDS && isTaken(type));
  return [...Object.keys(KINDS).filter(isTaken), ...endings.map(([ending]) => `.${ending}`)].join(',');
}
