import { acts } from './pt/acts';
import { banners } from './pt/banners';
import { base } from './pt/base';
import { desk } from './pt/desk';
import { device } from './pt/device';
import { emoji } from './pt/emoji';
import { find } from './pt/find';
import { firstRun } from './pt/firstRun';
import { goingOut } from './pt/goingOut';
import { filters } from './pt/filters';
import { mails } from './pt/mails';
import { messages } from './pt/messages';
import { palette } from './pt/palette';
import { parts } from './pt/parts';
import { sending } from './pt/sending';
import { shared } from './pt/shared';

export const pt = {
  ...base,
  ...desk,
  ...find,
  ...firstRun,
  ...goingOut,
  ...filters,
  ...messages,
  ...mails,
  ...emoji,
  ...sending,
  ...banners,
  ...device,
  ...palette,
  ...parts,
  ...shared,
  ...acts,
} as const;
