import { en as desk } from '../locales/en';
import { texts as admin } from '../locales/en/areas/admin';
import { texts as contacts } from '../locales/en/areas/contacts';
import { texts as reports } from '../locales/en/areas/reports';
import type { AreaTexts } from '../locales/areas';

export const areas: AreaTexts = { desk, admin, contacts, reports };
/** Every English text, whichever part of the screen says it. */
export const english = { ...desk, ...admin, ...contacts, ...reports };
