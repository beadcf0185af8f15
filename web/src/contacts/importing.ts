/** What the server takes at once: 5 MiB. */
export const IMPORT_BYTES_MAX = 5 * 1024 * 1024;
