/** What goes out beside plain text: templates, buttons, lists, quick replies and cards. */
import { later, take } from './client';
import type { components } from './schema';
import type { Attachment, Channel } from './types';

/** How one inbox deals with its customers. */
export type InboxOptions = components['schemas']['InboxOptions'];

export type Place = 'header' | 'body' | 'button';
export type ParameterKind = 'text' | 'image' | 'video' | 'document' | 'location' | 'payload' | 'code';

export interface TemplateButton {
  type: string;
  text: string;
  url: string | null;
  phone: string | null;
}
export interface TemplateComponent {
  type: 'header' | 'body' | 'footer' | 'buttons';
  format: 'text' | 'image' | 'video' | 'document' | 'location' | null;
  text: string | null;
  example: string[];
  buttons: TemplateButton[];
}
/** What must be filled in before a template can go. */
export interface TemplateParameter {
  component: Place;
  index: number;
  name: string | null;
  example: string | null;
  kind: ParameterKind;
}
export interface Template {
  id: number | string;
  name: string;
  language: string;
  status: string;
  category: string;
  quality: string | null;
  parameter_format: 'positional' | 'named';
  reason: string | null;
  components: TemplateComponent[];
  parameters: TemplateParameter[];
  sendable: boolean;
  synced_at: string;
}
export interface TemplatePage {
  items: Template[];
  next_cursor: string | null;
  synced_at: string | null;
}

export interface UsedParameter {
  component: Place;
  index: number;
  name: string | null;
  text?: string | null;
  attachment_id?: number | null;
}
export interface UsedTemplate {
  name: string;
  language: string;
  parameters: UsedParameter[];
}
export interface SentButton {
  type: 'reply' | 'url' | 'phone';
  title: string;
  payload?: string;
  url?: string;
  phone?: string;
}
export interface SentList {
  button: string;
  sections: { title?: string; rows: { id: string; title: string; description?: string }[] }[];
}
export interface SentCard {
  title: string;
  subtitle?: string;
  image_url?: string;
  url?: string;
  buttons: SentButton[];
}
/** At most one of template, buttons, list, quick replies and cards. */
export interface Extras {
  template?: UsedTemplate;
  header?: string;
  footer?: string;
  buttons?: SentButton[];
  list?: SentList;
  quick_replies?: { type: 'text' | 'email' | 'phone'; title: string; payload: string }[];
  cards?: SentCard[];
}

/** What decides about a file: where it goes and what the inbox allows there. */
export interface Way {
  channel: Channel;
  options: Pick<InboxOptions, 'sends_video' | 'document_mb_max'>;
}
export type { Attachment };

const TEMPLATES_A_PAGE = 100;

export const listTemplates = (inbox: number, cursor?: string) =>
  take<TemplatePage>(
    later.GET('/inboxes/{id}/templates', {
      params: { path: { id: inbox }, query: { limit: TEMPLATES_A_PAGE, cursor } },
    }),
  );
