import type { Preview } from '../api/types';
import { t, type TextKey } from './i18n.svelte';

const KINDS: Record<string, TextKey> = {
  image: 'preview.image',
  video: 'preview.video',
  audio: 'preview.sound',
  voice: 'preview.audio',
  files: 'preview.files',
  document: 'preview.document',
  sticker: 'preview.sticker',
  location: 'preview.location',
  contacts: 'preview.contacts',
  people: 'preview.contacts',
  form: 'preview.form',
  link: 'preview.link',
  choice: 'preview.choice',
  template: 'preview.template',
  cards: 'preview.cards',
  reaction: 'preview.reaction',
  button: 'preview.button',
  order: 'preview.order',
  unsupported: 'preview.unsupported',
};

/** The last thing said, in one line; a thing without words is named. */
export function previewText(preview: Preview | null): string {
  if (!preview) return '';
  if (preview.text) return preview.text;
  if (preview.kind === 'text') return '';
  // A word of the provider's that is new.
  return t(KINDS[preview.kind] ?? 'preview.unsupported');
}
