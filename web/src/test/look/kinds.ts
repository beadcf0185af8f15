/** One message of every kind, for looking at them. */
import type { Attachment, Content, ContentFile, Rich } from '../../api/content';
import type { Entry } from '../../api/types';
import { entry, rich } from '../samples';
import { agents, ago, delivered, OPEN_ID } from './world';

const customer = { kind: 'contact' as const, id: 1, name: 'Mira Aziz' };
const ana = { kind: 'agent' as const, id: 1, name: agents[0]!.name };

let seq = 0;
function line(facts: Partial<Entry>): Entry {
  seq += 1;
  return entry(5000 + seq, {
    conversation_id: OPEN_ID,
    seq,
    at: ago(90 - seq * 2),
    author: customer,
    text: null,
    ...facts,
  });
}
const came = (content: Content, facts: Partial<Entry> = {}) => line({ content, ...facts });
const went = (text: string | null, facts: Partial<Entry> = {}) =>
  line({
    author: ana,
    direction: 'outbound',
    content: null,
    text,
    delivery: delivered('read', 60),
    ...facts,
  });

const attachment = (id: number, name: string, mime: string): Attachment => ({
  id,
  name,
  mime,
  size: 184_320,
  url: `/api/v1/attachments/${id}`,
  width: 1200,
  height: 900,
});
const file = (kind: ContentFile['kind'], id: number, name: string, mime: string): ContentFile => ({
  kind,
  name,
  mime,
  size: 184_320,
  state: 'here',
  reason: null,
  may_retry: false,
  attachment: attachment(id, name, mime),
});
const files = (...all: ContentFile[]): Content => ({ type: 'files', supported: true, files: all });
const absent = (kind: ContentFile['kind'], facts: Partial<ContentFile>): ContentFile => ({
  ...file(kind, 1, 'film.mp4', 'video/mp4'),
  attachment: null,
  state: 'coming',
  ...facts,
});

const button = (title: string, type: 'reply' | 'url' | 'phone' = 'reply', url: string | null = null) => ({
  type,
  title,
  payload: null,
  url,
  phone: null,
});
const sent = (text: string | null, facts: Partial<Rich>) => went(text, { rich: rich('buttons', facts) });

const photo = (id: number) => file('image', id, `photo-${id}.jpg`, 'image/jpeg');

export const first: Entry[] = [
  line({
    text: 'It is *very* urgent, _please_: ~Monday~ Tuesday. `A-4217`\n> the offer\n- one\n- two\n1. first\n2. second\n```\nlet it = be;\n```',
    content: { type: 'text' },
    forwarded: 'often',
  }),
  came(files(photo(21)), { text: 'The slip they left' }),
  came(files(photo(22), photo(23), photo(24), photo(25))),
  came(files(file('voice', 26, 'voice.ogg', 'audio/ogg'))),
  came(files(file('document', 27, 'delivery-slip-of-the-carrier-in-lisbon.pdf', 'application/pdf'))),
  came(files(absent('image', { name: null }), absent('voice', { size: null }))),
  came(
    files(
      absent('video', { state: 'failed', reason: 'Meta has deleted it after 30 days.', may_retry: true }),
    ),
  ),
  came(files(file('sticker', 28, 'sticker.webp', 'image/webp'))),
];

export const second: Entry[] = [
  came({
    type: 'location',
    latitude: 38.7223,
    longitude: -9.1393,
    name: 'Office',
    address: 'Praça do Comércio 1, Lisboa',
  }),
  came({
    type: 'people',
    people: [
      {
        name: 'Rui Costa',
        phones: [{ number: '+351 911 222 333', type: 'CELL' }],
        emails: ['rui@example.com'],
        organisation: 'The carrier',
      },
    ],
  }),
  came({
    type: 'order',
    order: {
      catalog: '194836987003835',
      items: [
        { product: 'shoe-42-black', quantity: 2, price: '30.00', currency: 'EUR' },
        { product: 'lace', quantity: 1, price: '2.50', currency: 'EUR' },
      ],
    },
  }),
  came({
    type: 'form',
    form: {
      name: 'delivery',
      answers: [
        { key: 'day', value: 'Friday' },
        { key: 'floor', value: '3' },
      ],
    },
  }),
  came({ type: 'choice', payload: 'yes-7' }, { text: 'Yes, please', reply_to: 1 }),
  came({ type: 'link', link: { title: 'Running shoe', url: 'https://shop.example.com/1' } }),
  came(
    { type: 'text' },
    {
      text: 'Is this still on?',
      referral: {
        source: 'ad',
        url: 'https://fb.me/x',
        headline: 'Summer sale',
        text: 'All shoes for half',
        code: null,
        ad: '120',
      },
      versions: [{ text: 'Is that on?', until: ago(40) }],
      reactions: [
        { emoji: '🎉', at: ago(30), by: 'contact', agent_id: null },
        { emoji: '👍', at: ago(29), by: 'agent', agent_id: 1 },
      ],
    },
  ),
  line({ text: 'My card number is …', content: { type: 'text' }, deleted_at: ago(20) }),
  came({ type: 'group_invite', supported: false }),
];

export const third: Entry[] = [
  sent('Hi Mira, your order ships *today*.', {
    type: 'template',
    template: { name: 'order_update', language: 'en_US', buttons: ['Track it', 'Talk to us'] },
    header: 'Order 4217',
    footer: 'The shop',
  }),
  sent('Shall we send it again?', {
    buttons: [button('Yes'), button('No'), button('Open', 'url', 'https://shop.example.com')],
  }),
  sent('Whom do you need?', {
    type: 'list',
    list: {
      button: 'Choose',
      sections: [{ title: 'Team', rows: [{ id: '1', title: 'Support', description: 'Orders' }] }],
    },
  }),
  sent('How may we reach you?', {
    type: 'quick_replies',
    quick_replies: [
      { type: 'text', title: 'Here', payload: 'here' },
      { type: 'email', title: '', payload: '' },
    ],
  }),
  sent(null, {
    type: 'cards',
    cards: ['Black', 'White', 'Red'].map((title) => ({
      title,
      subtitle: '30 €',
      image_url: 'https://cdn.example.com/1.jpg',
      url: null,
      buttons: [button('Buy', 'url', 'https://shop.example.com')],
    })),
  }),
  went('I wrote this on the phone.', {
    outside: true,
    author: { kind: 'outside', id: null, name: 'WhatsApp phone' },
  }),
  went('Thank you!', {
    delivery: {
      ...delivered('failed', 20, 'More than 24 hours have passed since the customer wrote.'),
      code: 131047,
      parts: [
        { ...delivered('read', 20), parts: undefined } as never,
        { ...delivered('failed', 20, 'The file is too large.'), parts: undefined } as never,
      ],
    },
  }),
  went('Would tomorrow suit you?', { delivery: delivered('unknown', 10), resent_as: 5001 }),
];
