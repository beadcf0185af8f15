/** How things are written on the page. */
import type { Message, Ticks } from './api';
import { chosenOf, mediaOf, placeOf, richOf, type Media } from './content';

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const moment = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const graphemes = new Intl.Segmenter();

export const timeOf = (ms: number) => clock.format(ms);
export const momentOf = (ms: number) => moment.format(ms);
export const dayOf = (ms: number) => day.format(ms);

export function timeOrDay(ms: number, nowMs: number) {
  return dayOf(ms) === dayOf(nowMs) ? timeOf(ms) : shortDay.format(ms);
}

/** What stands on the page, but for what a phone has at hand and what can go wrong. */
export const WORDS = {
  title: "Customers' phones",
  unreachable: 'Simulator not reachable',
  openDesk: 'Open the desk',
  trouble: 'Make trouble',
  troubles: (count: number) => `${count} active`,
  nobody: 'Pick up a phone',
  nobodyHint: 'Choose a customer on the left and write to the business as they would.',

  customers: 'Customers',
  newPerson: 'New person',
  nothingYet: 'Nothing said yet',
  unread: (count: number) => `${count} unread`,
  standing: (isOnline: boolean | undefined, about: string) =>
    isOnline === undefined ? about : `${isOnline ? 'online' : 'offline'}, ${about}`,
  online: 'online',
  waiting: (count: number) =>
    count === 1 ? '1 notification waits for the desk' : `${count} notifications wait for the desk`,
  arrived: 'Everything has reached the desk.',
  name: 'Name',
  channel: 'Channel',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  mail: 'E-mail',
  number: 'Phone number',
  numberHint: 'with country; any free one if left empty',
  numberExample: '+1 650 555 0123',
  cancel: 'Cancel',
  add: 'Add',

  phoneOf: (name: string) => `${name}'s phone`,
  messages: 'Messages',
  back: 'Back to the customers',
  isOnline: 'Online',
  isOffline: 'Offline',
  businessNumber: 'Business number',
  business: 'the business',
  hello: (business: string) => `Say hello to ${business}.`,
  isTyping: (business: string) => `${business} is typing`,
  typing: 'typing…',
  heard: (business: string, words: string) => `${business}: ${words}`,
  saidBy: (name: string, time: string) => `${name}, ${time}`,
  you: 'You',
  gone: 'A message that is not here any more',
  reply: 'Reply to this message',
  noReply: 'Do not reply to it',
  message: 'Message',
  isAway: 'The phone is offline',
  send: 'Send',
  close: 'Close',

  deleted: 'This message was deleted',
  edited: 'edited',
  nameless: 'Without a name',
  picture: 'A picture',
  video: 'A film',
  voice: 'A voice note',
  audio: 'A sound',
  sendPlace: 'Send location',
  code: (code: string) => `Code: ${code}`,
  attach: 'Send something else',
  react: 'React to this message',
  reactions: 'Reactions',
  takeBack: 'Take the reaction back',
  edit: 'Edit',
  remove: 'Delete for everyone',
  pickFile: 'A file of yours',
  samples: 'A sample',
  others: 'Something else',
  withText: 'What you have written',

  whoIsThis: 'Who this is',
  username: 'Username',
  hidesNumber: 'Shows no number',
  hidesReading: 'Does not tell what was read',
  blocks: 'Blocks the business',
  refusesMarketing: 'Wants no advertising',
  newNumber: 'New number',
  newUserId: 'New user id',
  newDevice: 'New device',
  echo: 'The business writes on its own phone',
  done: 'Done',

  calm: 'Calm down',
  clock: 'Clock',
  ahead: (span: string) => `${span} ahead`,
  hour: '+1 hour',
  day: '+24 hours',
  clockHint: 'After 24 hours without a word from the customer, the business may not write freely.',
  network: 'Network',
  goAway: (seconds: number) => `Not reachable for ${seconds} s`,
  goAwayHint: 'Nobody can connect: what the business writes waits. This page comes back by itself.',
  sending: 'When the business sends',
  fetching: 'When it fetches files',
  mailServers: (imap: number, smtp: number) =>
    `Mail servers at 127.0.0.1: IMAP at ${imap}, SMTP at ${smtp}, without encryption.`,
  off: 'off',
  once: 'once',
  times: (count: string) => `${count} times`,
  always: 'always',
  percent: (share: number) => `${share}%`,
  percentSaid: (share: number) => `${share} percent`,
  milliseconds: 'ms',
  templates: 'Templates',
  templateFacts: (language: string, category: string) => `${language}, ${category.toLowerCase()}`,
  templateStatus: (status: string) => status.toLowerCase().replaceAll('_', ' '),
  account: "The business's account",
};

export const TICK_WORDS: Record<Ticks, string> = {
  waiting: 'waiting',
  sent: 'sent, not yet taken by the business',
  delivered: 'delivered',
  read: 'read',
  played: 'listened to',
};

/** What a customer can do besides writing. */
export const ACT_WORDS = {
  image: 'Picture',
  video: 'Film',
  audio: 'Sound',
  voice: 'Voice note',
  document: 'Document',
  sticker: 'Sticker',
  animated: 'Moving sticker',
  location: 'Location',
  contacts: 'Contact card',
  order: 'Order',
  form: 'Filled-in form',
  call: 'May be called',
  open: 'Opens the chat',
  poll: 'Poll (not carried)',
  unknown: 'Unknown message',
  invented: 'New kind of message',
  lost: 'Film that is lost',
  forwarded: 'As forwarded',
  forwardedOften: 'As forwarded often',
  advertised: 'From an advertisement',
  product: 'About a product',
} as const;

const NOTES: Record<string, string> = {
  reaction: 'Reacted to a message that is not here',
  request_welcome: 'Opened the chat',
  unsupported: 'A message that the business cannot see',
  unknown: 'A message that the business cannot see',
  system: 'Changed the number or the device',
  order: 'An order',
  edit: 'Edited a message that is not here',
  revoke: 'Deleted a message that is not here',
};

/** A message in one line. */
export function textOf(message: Message) {
  const content = message.content as { body?: unknown } | null;
  if (message.type === 'text' && typeof content?.body === 'string') return content.body;
  const rich = richOf(message);
  if (rich) return rich.body;
  const media = mediaOf(message.type, message.content);
  if (media) return media.caption || (media.kind === 'document' ? media.name : mediaWord(media));
  return chosenOf(message) || placeOf(message).name || noteOf(message);
}

/** What changes an earlier message, where that is not in sight. */
const CHANGES: Record<string, string> = {
  reaction: 'Reacted to a message',
  edit: 'Edited a message',
  revoke: 'Deleted a message',
};

/** What happened last, in one line. */
export const lastOf = (message: Message) => CHANGES[message.type] ?? textOf(message);

/** What cannot be shown as it is. */
export function noteOf(message: Message) {
  return NOTES[message.type] ?? message.type.replaceAll('_', ' ');
}

function mediaWord({ kind, isVoice }: Media) {
  if (kind === 'video') return WORDS.video;
  if (kind === 'audio') return isVoice ? WORDS.voice : WORDS.audio;
  return kind === 'sticker' ? 'A sticker' : WORDS.picture;
}

export function initials(name: string) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const firsts = ends.map((word) => [...graphemes.segment(word ?? '')][0]?.segment ?? '');
  return firsts.join('').toLocaleUpperCase();
}

export const numberOf = (digits: string) => `+${digits}`;

export function durationOf(ms: number) {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 48) return `${hours} h`;
  const rest = hours % 24;
  return rest ? `${Math.floor(hours / 24)} days ${rest} h` : `${hours / 24} days`;
}
