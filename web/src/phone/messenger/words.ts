/** How Messenger's messages are put in words. */
import type { Attachment, Message, Person, Thread } from './api';

export const REACTIONS = ['❤️', '😆', '😮', '😢', '😠', '👍'];

/** The like buttons, small to large, are stickers with known numbers. */
const LIKES = ['369239263222822', '369239343222814', '369239383222810'];
export const LIKE = LIKES[0];
export const THUMB = '👍';

const KINDS: Record<string, string> = {
  image: 'A picture',
  video: 'A film',
  audio: 'A recording',
  file: 'A file',
  sticker: 'A sticker',
  location: 'A place',
  fallback: 'A link',
  template: 'A card',
};

export const WORDS = {
  page: 'Page',
  thePage: 'the page',
  hello: (page: string) => `Say hello to ${page}, or tap “Get Started”.`,
  block: 'Block the page',
  isBlocked: 'Blocked',
  owner: (name: string, ending: string) => `${name} · …${ending}`,
  otherApp: (app: string) => `Another app answers (${app})`,
  fromOtherApp: 'from another app',
  opens: (address: string) => `Opens ${address}`,
  more: 'More to send',
  like: 'Send a like',
  isLike: 'Like',
  change: 'React or change',
  reactWith: (emoji: string) => `React with ${emoji}`,
  unsend: 'Unsend',
  unsent: 'Unsent',
  editing: (words: string) => `Edit: ${words}`,
  noEdit: 'Do not edit it',
  quickReplies: 'Quick replies',
  myEmail: 'My e-mail address',
  myPhone: 'My phone number',
  cards: 'Cards',
  logIn: 'Log in',
  logOut: 'Log out',
  pictureFrom: (host: string) => `Picture from ${host}`,
  place: (words: string, latitude: number, longitude: number) => `${words}: ${latitude}, ${longitude}`,
  nothing: 'A message without words',
};

/** What a customer can do besides writing. */
export const ACT_WORDS = {
  files: 'Photos and files',
  sticker: 'Sticker',
  place: 'Place',
  link: 'Shared link',
  getStarted: 'Tap “Get Started”',
  byLink: 'Come by an m.me link',
  byAd: 'Come by an ad',
  elsewhere: 'Page answers in its inbox',
} as const;

export function textOf(message: Message) {
  if (message.is_deleted) return WORDS.unsent;
  if (message.text) return message.text;
  const [first] = message.attachments ?? [];
  return first ? wordsOf(first) : WORDS.nothing;
}

export function wordsOf(attachment: Attachment) {
  if (isLike(attachment)) return THUMB;
  const { payload, title, file, type } = attachment;
  const card = payload?.text ?? payload?.elements?.[0]?.title;
  return title ?? card ?? (type === 'file' ? file?.name : undefined) ?? KINDS[type] ?? type;
}

export const isLike = (attachment: Attachment) =>
  LIKES.includes(String(attachment.payload?.sticker_id ?? ''));

export const fileUrl = (id: string) => `/control/messenger/files/${encodeURIComponent(id)}`;

/** The conversation in which something was said last. */
export function lastThread(person: Person): Thread | undefined {
  const at = (thread: Thread) => thread.last?.at_ms ?? 0;
  return person.threads.toSorted((one, other) => at(other) - at(one))[0];
}

export const unreadOf = (person: Person) => person.threads.reduce((sum, thread) => sum + thread.unread, 0);

export const WINDOWS: Record<Thread['window'], string> = {
  never: 'Has not written yet: the page may not write',
  open: 'The page may write',
  human_agent: 'More than 24 hours: people may answer, with the tag',
  closed: 'More than 7 days: the page may not write',
};
