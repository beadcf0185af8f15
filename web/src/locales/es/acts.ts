/** Lo que se dice de los actos que no valieron. */
export const acts = {
  'act.takenBack': '#{id} está como antes.',
};
