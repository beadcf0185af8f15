import { describe, expect, it } from 'vitest';
import type { Mail } from './api';
import { threadsOf } from './threads';
import { nameOf, otherOf, sizeOf } from './words';

const mail = (id: number, thread: number, facts: Partial<Mail> = {}): Mail => ({
  id,
  thread,
  is_own: false,
  is_read: true,
  at_ms: id,
  from: { name: 'Shop', address: 'shop@x' },
  to: [{ name: null, address: 'bea@x' }],
  subject: `Subject ${id}`,
  preview: '',
  files: 0,
  is_automatic: false,
  ...facts,
});

describe('threads of mails', () => {
  it('stand with the newest first, each with its first subject and what is unread', () => {
    const threads = threadsOf([mail(1, 1), mail(2, 2), mail(3, 1, { is_read: false })]);
    expect(threads.map(({ id }) => id)).toEqual([1, 2]);
    expect(threads[0]).toMatchObject({ subject: 'Subject 1', unread: 1, last: { id: 3 } });
    expect(threadsOf([])).toEqual([]);
  });

  it('are with the other side', () => {
    expect(nameOf(otherOf(mail(1, 1)))).toBe('Shop');
    expect(nameOf(otherOf(mail(1, 1, { is_own: true })))).toBe('bea@x');
  });

  it('tell sizes in a few letters', () => {
    expect([sizeOf(9), sizeOf(1025), sizeOf(3_145_728)]).toEqual(['9 B', '2 KB', '3.0 MB']);
  });
});
