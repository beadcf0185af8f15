/** What a message is made of, read from whatever stands in it. */
import { webAddress } from '../lib/webAddress';
import type { Message } from './api';

export type Media = {
  kind: string;
  url: string;
  mime: string;
  name: string;
  caption: string;
  isVoice: boolean;
};
export type Button = {
  kind: 'reply' | 'url' | 'phone' | 'code' | 'place';
  title: string;
  id: string;
  url: string;
};
export type Row = { id: string; title: string; description: string };
export type Section = { title: string; rows: Row[] };
export type Rich = {
  header: string;
  media: Media | null;
  body: string;
  footer: string;
  buttons: Button[];
  listButton: string;
  sections: Section[];
};

type Fields = Record<string, unknown>;
const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];

const fields = (value: unknown): Fields => (value && typeof value === 'object' ? (value as Fields) : {});
const word = (value: unknown) => (typeof value === 'string' ? value : '');
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);

export function mediaOf(kind: string, value: unknown): Media | null {
  const content = fields(value);
  const id = word(content.id);
  const link = word(content.link);
  if (!MEDIA.includes(kind) || (!id && !link)) return null;
  const caption = word(content.caption);
  return {
    kind,
    url: id ? `/control/media/${encodeURIComponent(id)}` : link,
    mime: word(content.mime_type),
    name: word(content.filename) || (id ? kind : link),
    caption,
    isVoice: content.voice === true,
  };
}

/** A message with more than a text: of buttons, a list, or a template. */
export function richOf(message: Message): Rich | null {
  if (message.from !== 'business') return null;
  if (message.type === 'template') return ofTemplate(fields(fields(message.content).shown));
  if (message.type === 'interactive') return ofInteractive(fields(message.content));
  return null;
}

function ofTemplate(shown: Fields): Rich {
  const header = fields(shown.header);
  const kind = word(header.type);
  return {
    header: word(header.text),
    media: mediaOf(kind, header[kind]),
    body: word(shown.body),
    footer: word(shown.footer),
    buttons: list(shown.buttons).map(templateButton),
    listButton: '',
    sections: [],
  };
}

function templateButton(button: Fields): Button {
  const title = word(button.text);
  switch (button.type) {
    case 'URL':
      return { kind: 'url', title, id: '', url: linkOf(button.url) };
    case 'PHONE_NUMBER':
      return { kind: 'phone', title, id: '', url: `tel:${word(button.phone_number)}` };
    case 'COPY_CODE':
      return { kind: 'code', title: word(button.code), id: '', url: '' };
    default:
      return { kind: 'reply', title, id: word(button.payload) || title, url: '' };
  }
}

function ofInteractive(content: Fields): Rich {
  const header = fields(content.header);
  const kind = word(header.type);
  const action = fields(content.action);
  return {
    header: word(header.text),
    media: mediaOf(kind, header[kind]),
    body: word(fields(content.body).text),
    footer: word(fields(content.footer).text),
    buttons: interactiveButtons(word(content.type), action),
    listButton: word(action.button),
    sections: list(action.sections).map((section) => ({
      title: word(section.title),
      rows: list(section.rows).map((row) => ({
        id: word(row.id),
        title: word(row.title),
        description: word(row.description),
      })),
    })),
  };
}

function interactiveButtons(kind: string, action: Fields): Button[] {
  if (kind === 'location_request_message') return [{ kind: 'place', title: '', id: '', url: '' }];
  const parameters = fields(action.parameters);
  if (kind === 'cta_url') {
    return [{ kind: 'url', title: word(parameters.display_text), id: '', url: linkOf(parameters.url) }];
  }
  return list(action.buttons).map((button) => {
    const reply = fields(button.reply);
    return { kind: 'reply', title: word(reply.title), id: word(reply.id), url: '' };
  });
}

/** Whatever is no web address leads nowhere. */
const linkOf = (address: unknown) => webAddress(word(address))?.href ?? '';

/** What somebody chose, or sent without words of his own. */
export function chosenOf(message: Message) {
  const content = fields(message.content);
  if (message.type === 'button') return word(content.text);
  const reply = fields(content[word(content.type)]);
  return word(reply.title) || word(reply.body) || word(reply.response);
}

export function placeOf(message: Message) {
  const { latitude, longitude, name, address } = fields(message.content);
  return { at: `${String(latitude)}, ${String(longitude)}`, name: word(name), address: word(address) };
}

export function cardsOf(message: Message) {
  return list(message.content).map((card) => ({
    name: word(fields(card.name).formatted_name),
    numbers: list(card.phones).map((phone) => word(phone.phone)),
  }));
}
