import type { en } from './en';
import type { texts as admin } from './en/areas/admin';
import type { texts as contacts } from './en/areas/contacts';
import type { texts as reports } from './en/areas/reports';

/** What is fetched together: the desk's texts at the start, the others with the part of the screen that says them. */
export const AREAS = ['desk', 'admin', 'contacts', 'reports'] as const;
export type Area = (typeof AREAS)[number];

/** English is complete, and the measure of every other language. */
export interface AreaTexts {
  desk: typeof en;
  admin: typeof admin;
  contacts: typeof contacts;
  reports: typeof reports;
}
