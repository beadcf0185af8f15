/** Was von Handlungen gesagt wird, die nicht galten. */
export const acts = {
  'act.takenBack': '#{id} ist, wie es war.',
};
