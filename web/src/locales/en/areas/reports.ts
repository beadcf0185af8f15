import { reports } from '../reports';

/** What the reports say. */
export const texts = { ...reports } as const;
