/** Connecting inboxes, checking them, and their templates. */
export const inboxes = {} as const;
