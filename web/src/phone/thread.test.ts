import { describe, expect, it } from 'vitest';
import type { Message } from './api';
import { thread } from './thread';

let at = 0;
const message = (
  id: string,
  type: string,
  content: unknown,
  from: Message['from'] = 'customer',
): Message => ({
  id,
  account: '1',
  from,
  type,
  content,
  at_ms: (at += 1),
  ticks: 'sent',
});

describe('what the phone shows', () => {
  const hello = () => message('a', 'text', { body: 'hello' });

  it('puts reactions on their messages and takes them back', () => {
    const react = (emoji: unknown) => message('r', 'reaction', { message_id: 'a', emoji }, 'business');
    expect(thread([hello(), react('👍')])[0]?.reactions).toEqual({ business: '👍' });
    expect(thread([hello(), react('👍'), react(undefined)])[0]?.reactions).toEqual({ business: '' });
    expect(thread([react('👍')])).toHaveLength(1);
  });

  it('shows what an edited message says now, and that a deleted one is gone', () => {
    const edit = message('e', 'edit', {
      original_message_id: 'a',
      message: { type: 'text', text: { body: 'hello there' } },
    });
    const [edited, ...others] = thread([hello(), edit]);
    expect(edited).toMatchObject({ isEdited: true, content: { body: 'hello there' } });
    expect(others).toEqual([]);
    const revoke = message('d', 'revoke', { original_message_id: 'a' });
    expect(thread([hello(), revoke])).toMatchObject([{ id: 'a', isDeleted: true }]);
  });
});
