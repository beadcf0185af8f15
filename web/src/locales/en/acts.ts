/** What is said of acts that did not last. */
export const acts = {
  'act.takenBack': 'Conversation #{id} is as it was.',
} as const;
