import { banners } from './de/banners';
import { base } from './de/base';
import { desk } from './de/desk';
import { device } from './de/device';
import { emoji } from './de/emoji';
import { find } from './de/find';
import { mails } from './de/mails';
import { messages } from './de/messages';
import { parts } from './de/parts';
import { sending } from './de/sending';
import { shared } from './de/shared';

export const de = {
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
