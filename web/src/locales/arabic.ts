/** Arabic counts in six forms: a noun is written once in each, and put into the sentences that count it. */
type Form = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
export type Counted = Readonly<Record<Form, string>>;

const noun = (one: string, two: string, few: string, many: string): Counted => ({
  zero: `{n} ${one}`,
  one,
  two,
  few: `{n} ${few}`,
  many: `{n} ${many}`,
  other: `{n} ${one}`,
});

export const CONVERSATIONS = noun('محادثة', 'محادثتين', 'محادثات', 'محادثة');
export const MESSAGES = noun('رسالة', 'رسالتين', 'رسائل', 'رسالة');
export const MAILS = noun('رسالة بريد', 'رسالتي بريد', 'رسائل بريد', 'رسالة بريد');
export const FILES = noun('ملف', 'ملفين', 'ملفات', 'ملفًا');
export const CONTACTS = noun('جهة اتصال', 'جهتي اتصال', 'جهات اتصال', 'جهة اتصال');
export const CHARACTERS = noun('حرف واحد', 'حرفان', 'أحرف', 'حرفًا');
export const NOTICES = noun('إشعار', 'إشعارين', 'إشعارات', 'إشعارًا');
export const LINES = noun('سطر', 'سطرين', 'أسطر', 'سطرًا');

/** A sentence around a counted noun. */
export const counting = (counted: Counted, sentence: (words: string) => string): Counted => ({
  zero: sentence(counted.zero),
  one: sentence(counted.one),
  two: sentence(counted.two),
  few: sentence(counted.few),
  many: sentence(counted.many),
  other: sentence(counted.other),
});

/** A sentence that is the same for every number. */
export const always = (text: string): Counted => ({
  zero: text,
  one: text,
  two: text,
  few: text,
  many: text,
  other: text,
});
