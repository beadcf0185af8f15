import type { Template, TemplateComponent } from '../../api/inboxes';
import { isText, t } from '../../lib/i18n.svelte';

/** In the agent's words; a word of Meta's that is new stays Meta's. */
function word(group: 'status' | 'quality' | 'category', value: string): string {
  const key = `templates.${group}.${value.toLowerCase()}`;
  return isText(key) ? t(key) : value.toLowerCase().replaceAll('_', ' ');
}

export const statusWord = ({ status }: Template) => word('status', status);
export const qualityWord = ({ quality }: Template) => (quality ? word('quality', quality) : null);
export const categoryWord = ({ category }: Template) => word('category', category);

export type Tone = 'good' | 'middling' | 'bad' | 'plain';
const STATUS_TONES: Record<string, Tone> = {
  approved: 'good',
  pending: 'middling',
  in_appeal: 'middling',
  paused: 'middling',
  limit_exceeded: 'middling',
  rejected: 'bad',
  disabled: 'bad',
};
export const statusTone = ({ status }: Template): Tone => STATUS_TONES[status.toLowerCase()] ?? 'plain';
const QUALITY_TONES: Record<string, Tone> = { green: 'good', yellow: 'middling', red: 'bad' };
export const qualityTone = ({ quality }: Template): Tone =>
  QUALITY_TONES[quality?.toLowerCase() ?? ''] ?? 'plain';

export const STATUSES = [
  'approved',
  'pending',
  'rejected',
  'paused',
  'disabled',
  'in_appeal',
  'limit_exceeded',
  'archived',
] as const;

/** The text with Meta's own examples in the places that are filled in. */
export function filled({ text, example }: Pick<TemplateComponent, 'text' | 'example'>): string {
  let at = 0;
  return (text ?? '').replace(/\{\{\s*[\w]+\s*\}\}/g, (place) => example[at++] ?? place);
}
