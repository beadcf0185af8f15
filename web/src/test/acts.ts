import { vi } from 'vitest';
import type { ThreadActs } from '../thread/content/acts';

/** What a message can ask of its thread, where everything is allowed and nothing happens. */
export const acts = (facts: Partial<ThreadActs> = {}): ThreadActs => ({
  channel: 'whatsapp',
  mayActOn: () => true,
  mayWrite: true,
  find: () => undefined,
  jump: vi.fn(),
  openPicture: vi.fn(),
  showDelivery: vi.fn(),
  pickEmoji: vi.fn(),
  showRaw: vi.fn(),
  ...facts,
});
