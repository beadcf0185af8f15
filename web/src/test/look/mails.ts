/** Mails of every kind, for looking at them. */
import type { ContentFile } from '../../api/content';
import type { Entry } from '../../api/types';
import { entry, mail } from '../samples';
import { agents, ago, delivered } from './world';

export const MAIL_ID = 1040;

const author = { kind: 'contact' as const, id: 3, name: 'Sofia Rossi' };
const sofia = { name: 'Sofia Rossi', address: 'sofia.rossi@example.it' };
let seq = 0;
function came(text: string | null, facts: Partial<Entry> = {}): Entry {
  seq += 1;
  return entry(7000 + seq, {
    conversation_id: MAIL_ID,
    seq,
    at: ago(600 - seq * 25),
    author,
    text,
    mail: mail({ from: sofia, subject: 'Order #4201' }),
    ...facts,
  });
}
const page = (id: string) => `/api/v1/conversations/${MAIL_ID}/messages/${id}/html`;
const file = (id: number, name: string, mime: string, facts: Partial<ContentFile> = {}): ContentFile => ({
  kind: mime.startsWith('image/') ? 'image' : 'document',
  name,
  mime,
  size: 84_320,
  state: 'here',
  reason: null,
  may_retry: false,
  attachment: { id, name, mime, size: 84_320, url: `/api/v1/attachments/${id}`, width: 1200, height: 900 },
  ...facts,
});

const quoted =
  'On Tue, 5 May 2026 at 09:12, Support <help@example.com> wrote:\n> Hello Sofia,\n> we have asked the carrier, see https://track.example.com/4201.\n> Lena';

export const first: Entry[] = [
  came(
    'Hello,\n\nmy order 4201 has not arrived. The tracking page says:\n\n    05 May   Lisbon   on hold\n\nSee https://track.example.com/4201 for the rest.\n\nSofia',
    { quoted_text: '-- \nSofia Rossi\nVia Garibaldi 12, Torino' },
  ),
  entry(7050, {
    conversation_id: MAIL_ID,
    seq: 50,
    at: ago(560),
    author: { kind: 'agent', id: 3, name: agents[2]!.name },
    direction: 'outbound',
    text: 'Hello Sofia,\n\nwe have asked the carrier. **Two things** you can do meanwhile:\n\n1. look at [your order](https://shop.example.com/orders/4201)\n2. tell us if the *address* is right\n\n> my order 4201 has not arrived\n\nLena',
    content: null,
    delivery: delivered('sent', 560),
    mail: mail({
      from: null,
      to: [sofia],
      subject: 'Re: Order #4201',
      raw_url: null,
    }),
  }),
  came('The address is right. Here is what the door looks like, with the new bell.', {
    seq: 51,
    at: ago(500),
    html_url: page('reply'),
    quoted_text: quoted,
    content: {
      type: 'files',
      files: [file(21, 'door.jpg', 'image/jpeg'), file(27, 'invoice.pdf', 'application/pdf')],
    },
    mail: mail({
      from: sofia,
      reply_to: { name: null, address: 'orders@rossi.example.it' },
      cc: [
        { name: 'Rui Costa', address: 'rui@carrier.example' },
        { name: null, address: 'office@rossi.example.it' },
      ],
      subject: 'Re: Order #4201',
      inline_files: [0],
    }),
  }),
];

export const second: Entry[] = [
  came('Our spring sale: 30 % off everything', {
    seq: 52,
    html_url: page('newsletter'),
    mail: mail({ from: sofia, subject: 'Spring sale', has_remote_images: true }),
  }),
  came('I am out of the office until Monday.', {
    seq: 53,
    mail: mail({ from: sofia, subject: 'Out of office: Order #4201', is_automatic: true }),
  }),
  came('Let us talk about it.', {
    seq: 54,
    at: ago(300),
    mail: mail({
      from: { name: 'Sofia R.', address: 'sofia@private.example' },
      is_from_other_address: true,
      notices: ['winmail', 'truncated'],
      authentication: 'mx.example.com; spf=pass smtp.mailfrom=private.example; dkim=pass',
      invitation: {
        summary: 'Call about order 4201',
        starts: '2026-05-07T10:00 Europe/Rome',
        ends: '2026-05-07T10:30 Europe/Rome',
        location: 'By phone',
        organizer: 'Sofia Rossi',
        method: 'REQUEST',
      },
    }),
  }),
  came(null, {
    seq: 55,
    at: ago(200),
    mail: mail({ from: sofia, notices: ['encrypted'] }),
    content: { type: 'files', files: [file(31, 'smime.p7m', 'application/pkcs7-mime')] },
  }),
];

const went = (seq: number, text: string, delivery: Entry['delivery']): Entry =>
  entry(7060 + seq, {
    conversation_id: MAIL_ID,
    seq,
    at: ago(180 - seq),
    author: { kind: 'agent', id: 1, name: agents[0]!.name },
    direction: 'outbound',
    text,
    content: null,
    delivery,
    mail: mail({ from: null, to: [sofia], subject: 'Re: Order #4201', raw_url: null }),
  });

/** What did not arrive, and what nobody knows of. */
export const third: Entry[] = [
  went(
    60,
    'The carrier comes on **Friday**.',
    delivered('failed', 120, 'The mailbox is full: the receiver has to make room first.'),
  ),
  went(61, 'Here is the label to print.', delivered('unknown', 60)),
];
