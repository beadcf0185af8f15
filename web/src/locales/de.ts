import { admin } from './de/admin';
import { base } from './de/base';
import { contacts } from './de/contacts';
import { content } from './de/content';
import { device } from './de/device';
import { desk } from './de/desk';
import { emoji } from './de/emoji';
import { inboxes } from './de/inboxes';
import { mailbox } from './de/mailbox';
import { mails } from './de/mails';
import { messages } from './de/messages';
import { reports } from './de/reports';
import { routing } from './de/routing';
import { sending } from './de/sending';

export const de = {
  ...base,
  ...desk,
  ...device,
  ...admin,
  ...routing,
  ...messages,
  ...mails,
  ...mailbox,
  ...emoji,
  ...inboxes,
  ...content,
  ...contacts,
  ...reports,
  ...sending,
} as const;
