import { acts } from './de/acts';
import { banners } from './de/banners';
import { base } from './de/base';
import { desk } from './de/desk';
import { device } from './de/device';
import { emoji } from './de/emoji';
import { find } from './de/find';
import { firstRun } from './de/firstRun';
import { goingOut } from './de/goingOut';
import { filters } from './de/filters';
import { mails } from './de/mails';
import { messages } from './de/messages';
import { palette } from './de/palette';
import { parts } from './de/parts';
import { sending } from './de/sending';
import { shared } from './de/shared';

export const de = {
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
