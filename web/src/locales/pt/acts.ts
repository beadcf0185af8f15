/** O que se diz dos atos que não valeram. */
export const acts = {
  'act.takenBack': 'A conversa #{id} está como estava.',
};
