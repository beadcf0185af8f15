/** What a message holds beside its text, told more exactly than the schema does. */
import type { components } from './schema';

type Schemas = components['schemas'];
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;

/** What is only known of pictures and films need not be named. */
export type Attachment = Omit<Schemas['Attachment'], 'kind' | 'width' | 'height'> & {
  /** `image`, `video`, `audio` or `document`. */
  kind?: string;
  width?: number | null;
  height?: number | null;
};

export type FileKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
export type ContentFile = Exact<
  Schemas['File'],
  { kind: FileKind; state: 'coming' | 'here' | 'failed'; attachment: Attachment | null }
>;
export type PersonCard = Schemas['PersonCard'];
export type OrderItem = Schemas['OrderItem'];
export type Order = Schemas['Order'];
export type Form = Schemas['Form'];
/** What is of another kind need not be named. */
export type Content = Pick<Schemas['Content'], 'type'> &
  Partial<Exact<Schemas['Content'], { files: ContentFile[] }>>;

export type RichButton = Exact<Schemas['Button'], { type: 'reply' | 'url' | 'phone' }>;
export type RichCard = Exact<Schemas['Card'], { buttons: RichButton[] }>;
export type Rich = Exact<
  Schemas['Rich'],
  {
    type: 'template' | 'buttons' | 'list' | 'quick_replies' | 'cards';
    buttons: RichButton[];
    quick_replies: Exact<Schemas['QuickReply'], { type: 'text' | 'email' | 'phone' }>[];
    cards: RichCard[];
  }
>;

/** What a message has beside what every entry has. */
export interface MessageFacts {
  content: Content | null;
  forwarded: 'once' | 'often' | null;
  rich: Rich | null;
  reactions: Exact<Schemas['Reaction'], { by: 'contact' | 'agent' }>[];
}
