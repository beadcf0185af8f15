/** How things are written on the page. */
import type { Message } from './api';

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const graphemes = new Intl.Segmenter();

export const timeOf = (ms: number) => clock.format(ms);
export const dayOf = (ms: number) => day.format(ms);

export function timeOrDay(ms: number, nowMs: number) {
  return dayOf(ms) === dayOf(nowMs) ? timeOf(ms) : shortDay.format(ms);
}

export function textOf(message: Message) {
  const content = message.content as { body?: unknown; caption?: unknown } | null;
  if (message.type === 'text' && typeof content?.body === 'string') return content.body;
  const file = fileOf(message);
  if (file) return file.caption || file.name;
  const caption = typeof content?.caption === 'string' ? `: ${content.caption}` : '';
  return `${message.type.replaceAll('_', ' ')}${caption}`;
}

/** The file that a message carries, if the simulator has it. */
export function fileOf(message: Message) {
  const content = message.content as Record<string, unknown> | null;
  if (message.from !== 'business' || typeof content?.id !== 'string') return null;
  const word = (name: string) => (typeof content[name] === 'string' ? content[name] : '');
  return {
    url: `/control/media/${encodeURIComponent(content.id)}`,
    isImage: message.type === 'image',
    name: word('filename') || message.type,
    caption: word('caption'),
  };
}

export function initials(name: string) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const firsts = ends.map((word) => [...graphemes.segment(word ?? '')][0]?.segment ?? '');
  return firsts.join('').toLocaleUpperCase();
}

export const numberOf = (digits: string) => `+${digits}`;

export function durationOf(ms: number) {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 48) return `${hours} h`;
  const rest = hours % 24;
  return rest ? `${Math.floor(hours / 24)} days ${rest} h` : `${hours / 24} days`;
}
