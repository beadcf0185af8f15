/** What is said of acts that did not last. */
export const acts = {
  'act.takenBack': '#{id} is as it was.',
} as const;
