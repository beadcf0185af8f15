/** ما يقال عن الأفعال التي لم تنفذ. */
export const acts = {
  'act.takenBack': 'بقيت #{id} كما كانت.',
};
