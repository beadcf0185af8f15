/** Mails that go on with each other. */
import type { Mail } from './api';

export type Thread = {
  id: number;
  /** Oldest first. */
  mails: Mail[];
  last: Mail;
  subject: string;
  unread: number;
};

/** The newest first. */
export function threadsOf(mails: Mail[]): Thread[] {
  const threads = new Map<number, Mail[]>();
  for (const mail of mails) threads.set(mail.thread, [...(threads.get(mail.thread) ?? []), mail]);
  const made = [...threads].flatMap(([id, members]) => {
    const [first, last] = [members[0], members.at(-1)];
    if (!first || !last) return [];
    const unread = members.filter((mail) => !mail.is_read).length;
    return [{ id, mails: members, last, subject: first.subject, unread }];
  });
  return made.toSorted((one, other) => other.last.at_ms - one.last.at_ms || other.last.id - one.last.id);
}
