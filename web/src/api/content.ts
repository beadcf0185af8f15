/** What a message holds beside its text, told more exactly than the schema does. */

export type AttachmentKind = 'image' | 'video' | 'audio' | 'document';
export interface Attachment {
  id: number;
  name: string;
  mime: string;
  size: number;
  url: string;
  kind?: AttachmentKind;
  /** A small still picture of it. */
  thumbnail_url?: string | null;
  width?: number | null;
  height?: number | null;
}

export type FileKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
export interface ContentFile {
  kind: FileKind;
  name: string | null;
  mime: string | null;
  size: number | null;
  state: 'coming' | 'here' | 'failed';
  reason: string | null;
  may_retry: boolean;
  attachment: Attachment | null;
}

export interface PersonCard {
  name: string | null;
  phones: { number: string; type: string | null }[];
  emails: string[];
  organisation: string | null;
}

export interface OrderItem {
  product: string;
  quantity: number;
  price: number | null;
  currency: string | null;
}
export interface Order {
  catalog: string | null;
  items: OrderItem[];
}
export interface Form {
  name: string | null;
  answers: { key: string; value: string }[];
}

/** An outbound message that was written here has none. */
export interface Content {
  /** `text`, `choice`, `location`, `files`, `people`, `order`, `form`, `link`, or the provider's word. */
  type: string;
  supported?: boolean;
  latitude?: number | null;
  longitude?: number | null;
  name?: string | null;
  address?: string | null;
  payload?: string | null;
  files?: ContentFile[];
  people?: PersonCard[];
  order?: Order | null;
  form?: Form | null;
  link?: { title: string | null; url: string | null } | null;
}

export interface RichButton {
  type: 'reply' | 'url' | 'phone';
  title: string;
  payload: string | null;
  url: string | null;
  phone: string | null;
}
export interface RichList {
  button: string;
  sections: { title: string | null; rows: { id: string; title: string; description: string | null }[] }[];
}
export interface RichCard {
  title: string;
  subtitle: string | null;
  image_url: string | null;
  url: string | null;
  buttons: RichButton[];
}
export interface Rich {
  type: 'template' | 'buttons' | 'list' | 'quick_replies' | 'cards';
  header: string | null;
  footer: string | null;
  template: { name: string; language: string; buttons: string[] } | null;
  buttons: RichButton[];
  list: RichList | null;
  quick_replies: { type: 'text' | 'email' | 'phone'; title: string | null; payload: string | null }[];
  cards: RichCard[];
}

export interface Referral {
  source: string | null;
  url: string | null;
  headline: string | null;
  text: string | null;
  code: string | null;
  ad: string | null;
}
export interface Version {
  text: string | null;
  /** When it was changed to the next. */
  until: string;
}
export interface Reaction {
  emoji: string;
  at: string;
  by?: 'contact' | 'agent';
  agent_id?: number | null;
}

/** What a message has beside what every entry has. */
export interface MessageFacts {
  content: Content | null;
  forwarded: 'once' | 'often' | null;
  referral: Referral | null;
  product: { catalog: string | null; id: string } | null;
  versions: Version[];
  deleted_at: string | null;
  rich: Rich | null;
  /** Written in the provider's own app, not here. */
  outside: boolean;
  resend_of: number | null;
  resent_as: number | null;
  reactions: Reaction[];
}
