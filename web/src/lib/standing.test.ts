import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as desk from '../api/desk';
import * as requests from '../api/requests';
import type { ContactWhole, Conversation } from '../api/types';
import { conversation, later, START } from '../test/samples';
import { readStanding, standingOf } from './standing';

vi.mock('../api/desk');
vi.mock('../api/requests');

const WHATSAPP = { id: 1, channel: 'whatsapp' } as const;
const EMAIL = { id: 2, channel: 'email' } as const;
const NUMBER = '351912345678';
const now = Date.parse(START);

const ines = {
  id: 7,
  identities: [
    { inbox_id: 1, kind: 'whatsapp_id', value: NUMBER, marketing_stopped_at: null, undeliverable: null },
  ],
};
const closed = (at: string) => conversation(5, { state: 'resolved', window_closes_at: at });
const standing = (...conversations: Conversation[]) => standingOf(WHATSAPP, ines, conversations, now);

describe('whether somebody can be written to', () => {
  beforeEach(() => {
    vi.resetAllMocks();
    vi.mocked(requests.listConversations).mockResolvedValue({
      items: [closed(later(-60))],
      next_cursor: null,
      total: 1,
      seq: 1,
    });
  });

  it('depends on when they last wrote', () => {
    expect(standing(closed(later(60)))).toEqual({ kind: 'free' });
    expect(standing(closed(later(-60)))).toEqual({ kind: 'closed', hasWritten: true });
    expect(standing(closed(later(-60)), closed(later(60)))).toEqual({ kind: 'free' });
    const never = conversation(6, { state: 'resolved', has_written: false });
    expect(standing(never)).toEqual({ kind: 'closed', hasWritten: false });
    expect(standing(never, closed(later(-60)))).toEqual({ kind: 'closed', hasWritten: true });
  });

  it('is left to the server where the agent sees none of their conversations', () => {
    expect(standing()).toEqual({ kind: 'free' });
  });

  it('is no question while a conversation with them is open', () => {
    expect(standing(conversation(9, { window_closes_at: later(-60) }))).toEqual({
      kind: 'open',
      conversation: 9,
    });
  });

  it('depends on whether an address of theirs leads there', () => {
    const told = {
      id: 7,
      identities: [
        { inbox_id: null, kind: 'phone', value: NUMBER, marketing_stopped_at: null, undeliverable: null },
      ],
    };
    expect(standingOf(WHATSAPP, told, [], now)).toEqual({ kind: 'closed', hasWritten: false });
    expect(standingOf(EMAIL, told, [], now)).toEqual({ kind: 'unreachable' });
  });

  it('is asked of whoever has the number that was typed', async () => {
    const found = (...items: (typeof ines)[]) =>
      vi.mocked(desk.findContacts).mockResolvedValue({ items: items as ContactWhole[], next_cursor: null });
    found(ines);
    expect(await readStanding(WHATSAPP, '+351 912 345 678', () => now)).toEqual({
      kind: 'closed',
      hasWritten: true,
    });
    expect(requests.listConversations).toHaveBeenCalledWith({ contact: 7, inbox: 1, limit: 20 });
    found();
    expect(await readStanding(WHATSAPP, '+351 912 345 678', () => now)).toEqual({
      kind: 'closed',
      hasWritten: false,
    });
    expect(await readStanding(EMAIL, 'ines@example.com', () => now)).toEqual({ kind: 'free' });
  });
});
