/** How things of mails are written on the page. */
import type { Mail, Party, Style } from './api';

export const WORDS = {
  mails: 'Mails',
  newMail: 'New mail',
  away: 'Out of office',
  none: (business: string) => `No mails yet. Write to ${business}.`,
  allMails: 'All mails',
  noSubject: 'Without a subject',
  you: 'You',
  to: 'To',
  subject: 'Subject',
  text: 'Mail',
  answer: 'Answer',
  answering: (name: string) => `Answer to ${name}`,
  files: 'Add files',
  fileCount: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  noFile: (name: string) => `Leave out ${name}`,
  style: 'Sent as',
  send: 'Send',
  cancel: 'Cancel',
  unread: 'unread',
  automatic: 'automatic',
  count: (count: number) => `${count} mails`,
  asText: 'As text',
  asHtml: 'As it was designed',
  contentOf: (name: string) => `Mail of ${name}`,
  source: 'Source',
  address: 'E-mail address',
  addressHint: 'made of the name if left empty',
  addressExample: 'bea@mail.example',
} as const;

export const STYLES: Record<Style, string> = {
  simple: 'Text and simple HTML',
  plain: 'Text alone',
  newsletter: 'A newsletter with a remote picture',
};

export const nameOf = ({ name, address }: Party) => name ?? address;

/** With whom it is: the sender, or the first receiver of one's own. */
export function otherOf(mail: Mail): Party {
  return mail.is_own ? (mail.to[0] ?? mail.from) : mail.from;
}

const KILO = 1024;

export function sizeOf(bytes: number) {
  if (bytes < KILO) return `${bytes} B`;
  const kilos = bytes / KILO;
  return kilos < KILO ? `${Math.ceil(kilos)} KB` : `${(kilos / KILO).toFixed(1)} MB`;
}
