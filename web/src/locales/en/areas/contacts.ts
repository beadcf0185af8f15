import { contacts } from '../contacts';

/** What the pages of contacts say. */
export const texts = { ...contacts } as const;
