/** What a customer can do besides writing, in words. */
import { WORDS } from './words';

export type Act = { kind: string } & Record<string, unknown>;

export const KINDS = [
  { kind: 'image', label: 'Picture', accept: 'image/*' },
  { kind: 'video', label: 'Film', accept: 'video/*' },
  { kind: 'audio', label: 'Sound', accept: 'audio/*' },
  { kind: 'voice', label: 'Voice note', accept: 'audio/*' },
  { kind: 'document', label: 'Document', accept: '' },
  { kind: 'sticker', label: 'Sticker', accept: 'image/webp' },
] as const;

export const SAMPLES = [
  { name: 'picture', label: 'Picture' },
  { name: 'film', label: 'Film' },
  { name: 'voice', label: 'Voice note' },
  { name: 'sound', label: 'Sound' },
  { name: 'document', label: 'Document' },
  { name: 'sticker', label: 'Sticker' },
  { name: 'animated', label: 'Moving sticker' },
] as const;

export const PLACE: Act = {
  kind: 'location',
  latitude: 52.5163,
  longitude: 13.3777,
  name: 'Brandenburg Gate',
  address: 'Pariser Platz, 10117 Berlin',
};

const CARD: Act = {
  kind: 'contacts',
  contacts: [
    {
      name: { formatted_name: 'Joe Miller', first_name: 'Joe', last_name: 'Miller' },
      phones: [{ phone: '+1 650 555 0142', wa_id: '16505550142', type: 'CELL' }],
      emails: [{ email: 'joe@example.com', type: 'WORK' }],
      org: { company: 'Miller & Sons' },
    },
  ],
};

const ORDER: Act = {
  kind: 'order',
  catalog_id: '194836987003835',
  text: 'These two, please',
  product_items: [
    { product_retailer_id: 'lamp-brass', quantity: 1, item_price: 89.5, currency: 'EUR' },
    { product_retailer_id: 'shade-linen', quantity: 2, item_price: 24, currency: 'EUR' },
  ],
};

/** Those that need nothing but a press. */
export const ACTS: { label: string; act: Act }[] = [
  { label: 'Location', act: PLACE },
  { label: 'Contact card', act: CARD },
  { label: 'Order', act: ORDER },
  {
    label: 'Filled-in form',
    act: { kind: 'submit_form', answers: { rating: '4', comment: 'Quick and kind' } },
  },
  { label: 'May be called', act: { kind: 'answer_call_request', accepts: true } },
  { label: 'Opens the chat', act: { kind: 'open_chat' } },
  { label: 'Poll (not carried)', act: { kind: 'unsupported', what: 'poll' } },
  { label: 'Unknown message', act: { kind: 'unknown' } },
  { label: 'New kind of message', act: { kind: 'invent', name: 'hologram' } },
  { label: 'Film that is lost', act: { kind: 'lose_file', file: 'video' } },
];

/** Those that carry what stands in the field. */
export const TEXT_ACTS: { label: string; act: (text: string) => Act }[] = [
  { label: 'As forwarded', act: (text) => ({ kind: 'forward', text }) },
  { label: 'As forwarded often', act: (text) => ({ kind: 'forward', text, often: true }) },
  { label: 'From an advertisement', act: (text) => ({ kind: 'advertised', text }) },
  {
    label: 'About a product',
    act: (text) => ({
      kind: 'about_product',
      text,
      catalog_id: '194836987003835',
      product_retailer_id: 'lamp-brass',
    }),
  },
];

export const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
export const REMOVE = { emoji: '', label: WORDS.takeBack };
