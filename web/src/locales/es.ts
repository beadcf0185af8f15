import { acts } from './es/acts';
import { banners } from './es/banners';
import { base } from './es/base';
import { desk } from './es/desk';
import { device } from './es/device';
import { emoji } from './es/emoji';
import { find } from './es/find';
import { firstRun } from './es/firstRun';
import { goingOut } from './es/goingOut';
import { filters } from './es/filters';
import { mails } from './es/mails';
import { messages } from './es/messages';
import { palette } from './es/palette';
import { parts } from './es/parts';
import { sending } from './es/sending';
import { shared } from './es/shared';

export const es = {
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
