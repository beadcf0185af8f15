import { admin } from './ar/admin';
import { base } from './ar/base';
import { contacts } from './ar/contacts';
import { content } from './ar/content';
import { device } from './ar/device';
import { desk } from './ar/desk';
import { emoji } from './ar/emoji';
import { inboxes } from './ar/inboxes';
import { mailbox } from './ar/mailbox';
import { mails } from './ar/mails';
import { messages } from './ar/messages';
import { reports } from './ar/reports';
import { routing } from './ar/routing';
import { sending } from './ar/sending';

export const ar = {
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
