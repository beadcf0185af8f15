/** What a customer can do besides writing. */
import { ACT_WORDS, WORDS } from './words';

export type Act = { kind: string } & Record<string, unknown>;

export const KINDS = [
  { kind: 'image', label: ACT_WORDS.image, accept: 'image/*' },
  { kind: 'video', label: ACT_WORDS.video, accept: 'video/*' },
  { kind: 'audio', label: ACT_WORDS.audio, accept: 'audio/*' },
  { kind: 'voice', label: ACT_WORDS.voice, accept: 'audio/*' },
  { kind: 'document', label: ACT_WORDS.document, accept: '' },
  { kind: 'sticker', label: ACT_WORDS.sticker, accept: 'image/webp' },
] as const;

export const SAMPLES = [
  { name: 'picture', label: ACT_WORDS.image },
  { name: 'film', label: ACT_WORDS.video },
  { name: 'voice', label: ACT_WORDS.voice },
  { name: 'sound', label: ACT_WORDS.audio },
  { name: 'document', label: ACT_WORDS.document },
  { name: 'sticker', label: ACT_WORDS.sticker },
  { name: 'animated', label: ACT_WORDS.animated },
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
  { label: ACT_WORDS.location, act: PLACE },
  { label: ACT_WORDS.contacts, act: CARD },
  { label: ACT_WORDS.order, act: ORDER },
  {
    label: ACT_WORDS.form,
    act: { kind: 'submit_form', answers: { rating: '4', comment: 'Quick and kind' } },
  },
  { label: ACT_WORDS.call, act: { kind: 'answer_call_request', accepts: true } },
  { label: ACT_WORDS.open, act: { kind: 'open_chat' } },
  { label: ACT_WORDS.poll, act: { kind: 'unsupported', what: 'poll' } },
  { label: ACT_WORDS.unknown, act: { kind: 'unknown' } },
  { label: ACT_WORDS.invented, act: { kind: 'invent', name: 'hologram' } },
  { label: ACT_WORDS.lost, act: { kind: 'lose_file', file: 'video' } },
];

/** Those that carry what stands in the field. */
export const TEXT_ACTS: { label: string; act: (text: string) => Act }[] = [
  { label: ACT_WORDS.forwarded, act: (text) => ({ kind: 'forward', text }) },
  { label: ACT_WORDS.forwardedOften, act: (text) => ({ kind: 'forward', text, often: true }) },
  { label: ACT_WORDS.advertised, act: (text) => ({ kind: 'advertised', text }) },
  {
    label: ACT_WORDS.product,
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
