import type { Channel } from '../api/types';

const HOUR_MS = 3_600_000;
/** An open window that ends within this time is “closing soon”, as the server counts it. */
export const CLOSING_SOON_MS = 3 * HOUR_MS;

/** In what way a customer can be written to right now, and for how much longer. */
export type Window =
  /** As long as anybody likes. */
  | { kind: 'free' }
  | { kind: 'open'; left: number }
  /** Freely no more, but as a human agent's late answer. */
  | { kind: 'human_agent'; left: number }
  /** With an approved template only. */
  | { kind: 'templates'; hasWritten: boolean }
  | { kind: 'closed'; hasWritten: boolean };

interface Limits {
  channel: Channel;
  window_closes_at: string | null;
  /** Who never has gives no time to answer in. */
  has_written: boolean;
  human_agent_until?: string | null;
}

/** `isRefused`: the server has said that the time is over, whatever it looks like from here. */
export function windowOf(limits: Limits, now: number, isRefused = false): Window {
  const { channel, window_closes_at: end, human_agent_until: last, has_written: hasWritten } = limits;
  if (end === null && (hasWritten || channel === 'email')) return { kind: 'free' };
  const closesAt = end === null ? 0 : Date.parse(end);
  if (closesAt > now && !isRefused) return { kind: 'open', left: closesAt - now };
  if (channel === 'whatsapp') return { kind: 'templates', hasWritten };
  const until = last ? Date.parse(last) : 0;
  if (until > now && !isRefused) return { kind: 'human_agent', left: until - now };
  return { kind: 'closed', hasWritten };
}

/** Whether a free text may go. */
export const mayWrite = ({ kind }: Window): boolean =>
  kind === 'free' || kind === 'open' || kind === 'human_agent';

type End = Pick<Limits, 'window_closes_at'>;

const leftOf = ({ window_closes_at: end }: End, now: number) => (end === null ? 0 : Date.parse(end) - now);

export const isWindowOpen = (end: End, now: number) => leftOf(end, now) > 0;
export const isClosingSoon = (end: End, now: number) =>
  isWindowOpen(end, now) && leftOf(end, now) <= CLOSING_SOON_MS;
