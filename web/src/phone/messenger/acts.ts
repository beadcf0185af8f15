/** What a customer on Messenger can do besides writing. */
import { messenger, type Writing } from './api';
import { ACT_WORDS } from './words';

type Write = (writing: Writing) => Promise<unknown>;

const PLACE = { title: 'My place', payload: { coordinates: { lat: 37.48, long: -122.15 } } };
const PAGE = { title: 'A page', payload: { url: 'https://example.com/', title: 'A page' } };

/** Those that need nothing but a press. */
export const actsOf = (psid: string, write: Write): { label: string; does: () => Promise<unknown> }[] => [
  { label: ACT_WORDS.sticker, does: () => write({ attachments: [{ type: 'sticker' }] }) },
  { label: ACT_WORDS.place, does: () => write({ attachments: [{ type: 'location', ...PLACE }] }) },
  {
    label: ACT_WORDS.link,
    does: () => write({ text: 'Look at this', attachments: [{ type: 'fallback', ...PAGE }] }),
  },
  { label: ACT_WORDS.getStarted, does: () => messenger.getStarted(psid) },
  { label: ACT_WORDS.byLink, does: () => messenger.comeByLink(psid) },
  { label: ACT_WORDS.byAd, does: () => messenger.comeByAd(psid) },
  {
    label: ACT_WORDS.elsewhere,
    does: () => messenger.answerElsewhere(psid, 'Answered in the page’s inbox.'),
  },
];
