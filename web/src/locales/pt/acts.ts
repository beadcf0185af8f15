/** O que se diz dos atos que não valeram. */
export const acts = {
  'act.takenBack': '#{id} está como antes.',
};
