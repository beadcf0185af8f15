import { admin } from './es/admin';
import { base } from './es/base';
import { contacts } from './es/contacts';
import { content } from './es/content';
import { device } from './es/device';
import { desk } from './es/desk';
import { emoji } from './es/emoji';
import { inboxes } from './es/inboxes';
import { mailbox } from './es/mailbox';
import { mails } from './es/mails';
import { messages } from './es/messages';
import { reports } from './es/reports';
import { routing } from './es/routing';
import { sending } from './es/sending';

export const es = {
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
