import { contacts } from '../contacts';

export const texts = { ...contacts } as const;
