/** Lo que se dice de los actos que no valieron. */
export const acts = {
  'act.takenBack': 'La conversación #{id} está como estaba.',
};
