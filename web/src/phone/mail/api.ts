/** What the simulator's control API says and takes of mails. */
import { call, type Knobs } from '../api';

export type Party = { name: string | null; address: string };

export type Mail = {
  id: number;
  thread: number;
  is_own: boolean;
  is_read: boolean;
  at_ms: number;
  from: Party;
  to: Party[];
  subject: string;
  preview: string;
  files: number;
  is_automatic: boolean;
};

export type Attachment = { name: string; mime: string; size: number; content_id: string | null };

/** With all that is in it. */
export type WholeMail = Mail & { text: string; has_html: boolean; attachments: Attachment[] };

export type Person = {
  name: string;
  address: string;
  unread: number;
  out_of_office: boolean;
  last: Mail | null;
};

export type Mailbox = { address: string; name: string };

export type State = {
  mailboxes: Mailbox[];
  ports: { imap: number; smtp: number } | null;
  people: Person[];
  knobs: Knobs;
  default_knobs: Knobs;
};

export type Style = 'simple' | 'plain' | 'newsletter';

export type Writing = {
  to?: string;
  subject?: string;
  text: string;
  reply_to?: number;
  style: Style;
  files: globalThis.File[];
};

/** How much of a file is turned into letters at once: as many arguments as a call may have. */
const PIECE_BYTES = 32_768;

const of = (address: string) => `mail/people/${encodeURIComponent(address)}`;

/** Where a mail's HTML, its source or one of its files is. */
export const placeOf = (address: string, id: number, what: string) =>
  `/control/${of(address)}/mails/${id}/${what}`;

async function encoded(file: globalThis.File) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let letters = '';
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    letters += String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES));
  }
  return { name: file.name, mime: file.type || 'application/octet-stream', data: btoa(letters) };
}

export const mail = {
  mails: async (address: string) => (await call<{ mails: Mail[] }>('GET', `${of(address)}/mails`)).mails,
  whole: (address: string, id: number) => call<WholeMail>('GET', `${of(address)}/mails/${id}`),
  write: async (address: string, { files, ...writing }: Writing) =>
    call<{ id: number }>('POST', `${of(address)}/mails`, {
      ...writing,
      files: await Promise.all(files.map(encoded)),
    }),
  read: (address: string, thread: number) => call('POST', `${of(address)}/read`, { thread }),
  setAway: (address: string, isAway: boolean) => call('PUT', of(address), { out_of_office: isAway }),
  addPerson: (name: string, address: string) =>
    call<Person>('POST', 'mail/people', { name, address: address || null }),
  turn: (knobs: Knobs) => call('PUT', 'mail/knobs', knobs),
  turnBack: () => call('DELETE', 'mail/knobs'),
};
