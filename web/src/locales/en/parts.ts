/** Of a part of the screen that is fetched when it is needed. */
export const parts = {
  'part.failed': 'This part of the screen could not be loaded.',
  'part.failed.hint':
    'The connection was gone, or the server has been updated meanwhile. What you have written is kept.',
  'part.reload': 'Reload',
} as const;
