import type { Preview } from '../api/types';
import { t, type TextKey } from './i18n.svelte';

const KINDS: Record<string, TextKey> = {
  image: 'preview.image',
  video: 'preview.video',
  audio: 'preview.audio',
  document: 'preview.document',
  sticker: 'preview.sticker',
  location: 'preview.location',
  contacts: 'preview.contacts',
  reaction: 'preview.reaction',
  button: 'preview.button',
  order: 'preview.order',
  unsupported: 'preview.unsupported',
};

/** The last thing said, in one line; a thing without words is named. */
export function previewText(preview: Preview | null): string {
  if (!preview) return '';
  if (preview.text) return preview.text;
  const kind = KINDS[preview.kind];
  return kind ? t(kind) : '';
}
