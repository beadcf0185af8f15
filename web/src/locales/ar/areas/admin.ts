import { admin } from '../admin';
import { content } from '../content';
import { inboxes } from '../inboxes';
import { mailbox } from '../mailbox';
import { routing } from '../routing';

export const texts = { ...admin, ...content, ...inboxes, ...mailbox, ...routing } as const;
