import { admin } from './pt/admin';
import { base } from './pt/base';
import { contacts } from './pt/contacts';
import { content } from './pt/content';
import { device } from './pt/device';
import { desk } from './pt/desk';
import { emoji } from './pt/emoji';
import { inboxes } from './pt/inboxes';
import { mailbox } from './pt/mailbox';
import { mails } from './pt/mails';
import { messages } from './pt/messages';
import { reports } from './pt/reports';
import { routing } from './pt/routing';
import { sending } from './pt/sending';

export const pt = {
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
