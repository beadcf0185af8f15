/** What the server takes, so that a form refuses neither more nor less. */
export const CAPACITY_MIN = 1;
export const CAPACITY_MAX = 1000;
export const PRIORITY_MIN = 0;
export const PRIORITY_MAX = 1000;
