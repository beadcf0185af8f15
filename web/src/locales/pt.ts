import { banners } from './pt/banners';
import { base } from './pt/base';
import { desk } from './pt/desk';
import { device } from './pt/device';
import { emoji } from './pt/emoji';
import { find } from './pt/find';
import { mails } from './pt/mails';
import { messages } from './pt/messages';
import { parts } from './pt/parts';
import { sending } from './pt/sending';
import { shared } from './pt/shared';

export const pt = {
  ...base,
  ...desk,
  ...find,
  ...messages,
  ...mails,
  ...emoji,
  ...sending,
  ...banners,
  ...device,
  ...parts,
  ...shared,
} as const;
