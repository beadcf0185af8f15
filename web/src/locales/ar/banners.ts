import { always, counting, MESSAGES } from '../arabic';

export const banners = {
  'banner.stopped': '«{name}» متوقف. {reason}',
  'banner.rests': '«{name}» يرتاح حتى {time}. {reason}',
  'banner.stopped.kept': 'ما يُكتب هناك يُحفظ ويُرسل عندما يعمل من جديد.',
  'banner.held': counting(
    MESSAGES,
    (words) => `«{name}»: استُعيدت نسخة احتياطية. محتجز مما كان ينتظر: ${words}.`,
  ),
  'banner.held.decide': 'اتخذ القرار',
  'banner.mend': 'إصلاح',
  'banner.warning': '«{name}»: {text}',
  'banner.label': 'صناديق تحتاج إلى أحد',
  'banner.more': always('و{n} أخرى'),
} as const;
