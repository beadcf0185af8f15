/** ما يقال عن الأفعال التي لم تنفذ. */
export const acts = {
  'act.takenBack': 'بقيت المحادثة #{id} كما كانت.',
};
