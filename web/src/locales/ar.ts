import { acts } from './ar/acts';
import { banners } from './ar/banners';
import { base } from './ar/base';
import { desk } from './ar/desk';
import { device } from './ar/device';
import { emoji } from './ar/emoji';
import { find } from './ar/find';
import { firstRun } from './ar/firstRun';
import { goingOut } from './ar/goingOut';
import { filters } from './ar/filters';
import { mails } from './ar/mails';
import { messages } from './ar/messages';
import { palette } from './ar/palette';
import { parts } from './ar/parts';
import { sending } from './ar/sending';
import { shared } from './ar/shared';

export const ar = {
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
