/** What the simulator's control API says and takes of Messenger. */
import { call, type Knobs, type Ticks } from '../api';

export type File = { id: string; name: string; mime: string; size: number };

export type Button = { type: string; title?: string; url?: string; payload?: string };

export type Card = {
  title?: string;
  subtitle?: string;
  image_url?: string;
  default_action?: { url?: string };
  buttons?: Button[];
};

export type Payload = {
  url?: string;
  sticker_id?: string | number;
  coordinates?: { lat: number; long: number };
  template_type?: string;
  text?: string;
  buttons?: Button[];
  elements?: Card[];
};

export type Attachment = { type: string; file?: File; title?: string; payload: Payload | null };

export type QuickReply = { content_type: string; title?: string; image_url?: string };

export type Message = {
  id: string;
  from: 'customer' | 'business';
  app_id?: string;
  text?: string;
  attachments?: Attachment[];
  quick_replies?: QuickReply[];
  reply_to?: string;
  reactions?: { by: 'customer' | 'business'; emoji: string }[];
  edits: number;
  is_deleted: boolean;
  at_ms: number;
  ticks: Ticks;
};

export type Thread = {
  page_id: string;
  psid: string;
  unread: number;
  typing_until_ms: number | null;
  window: 'never' | 'open' | 'human_agent' | 'closed';
  owner: string | null;
  last: Message | null;
};

export type Person = { name: string; online: boolean; available: boolean; threads: Thread[] };

export type Page = { page_id: string; name: string; app_id: string; subscribed_fields: string[] };

export type State = { pages: Page[]; people: Person[]; knobs: Knobs; default_knobs: Knobs };

export type NewAttachment = { type: string; file?: string; title?: string; payload?: unknown };

export type Writing = { text?: string; attachments?: NewAttachment[]; reply_to?: string };

export type Tap = { message: string; quick_reply?: number; button?: number; card?: number };

const of = (psid: string) => `messenger/people/${psid}`;

export const messenger = {
  messages: async (psid: string) =>
    (await call<{ messages: Message[] }>('GET', `${of(psid)}/messages`)).messages,
  write: (psid: string, writing: Writing) => call('POST', `${of(psid)}/messages`, writing),
  edit: (psid: string, mid: string, text: string) => call('PUT', `${of(psid)}/messages/${mid}`, { text }),
  unsend: (psid: string, mid: string) => call('DELETE', `${of(psid)}/messages/${mid}`),
  react: (psid: string, mid: string, emoji: string) =>
    call('PUT', `${of(psid)}/messages/${mid}/reaction`, { emoji }),
  unreact: (psid: string, mid: string) => call('DELETE', `${of(psid)}/messages/${mid}/reaction`),
  tap: (psid: string, tap: Tap) => call<{ opens?: string }>('POST', `${of(psid)}/taps`, tap),
  getStarted: (psid: string) => call('POST', `${of(psid)}/postbacks`, {}),
  comeByLink: (psid: string) => call('POST', `${of(psid)}/referrals`, { ref: 'summer' }),
  comeByAd: (psid: string) =>
    call('POST', `${of(psid)}/referrals`, {
      source: 'ADS',
      ad_id: '6045246247433',
      ads_context_data: { ad_title: 'Summer sale' },
    }),
  answerElsewhere: (psid: string, text: string) => call('POST', `${of(psid)}/echoes`, { text }),
  setOwner: (psid: string, app: string | null) => call('PUT', `${of(psid)}/owner`, { app_id: app }),
  read: (psid: string) => call('POST', `${of(psid)}/read`),
  setOnline: (psid: string, online: boolean) => call('PUT', `${of(psid)}/presence`, { online }),
  setAvailable: (psid: string, available: boolean) => call('PUT', `${of(psid)}/availability`, { available }),
  addPerson: (name: string) => call<Person>('POST', 'messenger/people', { name }),
  turn: (knobs: Knobs) => call('PUT', 'messenger/knobs', knobs),
  turnBack: () => call('DELETE', 'messenger/knobs'),
  putFile: async (file: globalThis.File) => {
    const query = new URLSearchParams({ name: file.name, mime: file.type || 'application/octet-stream' });
    const answer = await fetch(`/control/messenger/files?${query}`, { method: 'POST', body: file });
    const json = (await answer.json()) as { id: string; type: string; error?: string };
    if (!answer.ok) throw new Error(json.error);
    return json;
  },
};
