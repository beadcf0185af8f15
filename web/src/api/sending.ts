/** What goes out beside plain text: templates, buttons, lists, quick replies and cards. */
import type { RichButton } from './content';
import type { components } from './schema';
import type { Attachment, Channel } from './types';
import { client, take } from './client';

type Schemas = components['schemas'];
type Exact<Schema, Facts> = Omit<Schema, keyof Facts> & Facts;

/** How one inbox deals with its customers. */
export type InboxOptions = Schemas['InboxOptions'];

export type Place = 'header' | 'body' | 'button';
export type ParameterKind = 'text' | 'image' | 'video' | 'document' | 'location' | 'code';

export type TemplateButton = Schemas['TemplateButton'];
export type TemplateComponent = Schemas['TemplateComponent'];
/** What must be filled in before a template can go. */
export type TemplateParameter = Exact<
  Schemas['TemplateParameter'],
  { component: Place; kind: ParameterKind }
>;
export type Template = Exact<
  Schemas['Template'],
  { parameter_format: 'positional' | 'named'; parameters: TemplateParameter[] }
>;
export type TemplatePage = Exact<Schemas['Templates'], { items: Template[] }>;

export type UsedParameter = Exact<Schemas['NewValue'], { component: Place }>;
export type UsedTemplate = Exact<Schemas['NewTemplate'], { parameters: UsedParameter[] }>;
export type SentButton = Exact<Schemas['NewButton'], { type: RichButton['type'] }>;
export type SentList = Schemas['NewList'];
export type SentCard = Exact<Schemas['NewCard'], { buttons: SentButton[] }>;
/** At most one of template, buttons, list, quick replies and cards. */
export interface Extras {
  template?: UsedTemplate;
  header?: string;
  footer?: string;
  buttons?: SentButton[];
  list?: SentList;
  quick_replies?: Exact<Schemas['NewQuickReply'], { title: string }>[];
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
    client.GET('/inboxes/{id}/templates', {
      params: { path: { id: inbox }, query: { limit: TEMPLATES_A_PAGE, ...(cursor ? { cursor } : {}) } },
    }),
  );
