import type {
  Attachment,
  Place,
  Template,
  TemplateButton,
  TemplateComponent,
  TemplateParameter,
  UsedTemplate,
} from '../api/sending';
import type { TextPart, Values } from '../lib/canned';
import { characters } from '../lib/words';

/** What the provider takes; the server looks again. */
export const BODY_CHARACTERS_MAX = 1024;
export const HEADER_CHARACTERS_MAX = 60;
export const VALUE_CHARACTERS_MAX = 1024;
export const ADDRESS_CHARACTERS_MAX = 2_000;
export const CODE_CHARACTERS_MAX = 15;
const SPACES_IN_A_ROW_MAX = 4;

/** What has been put in for each parameter, in their order. */
export interface Filling {
  texts: string[];
  files: (Attachment | null)[];
}

export type Fault = 'missing' | 'missingFile' | 'place' | 'newline' | 'tab' | 'spaces' | 'tooLong' | 'whole';

const OTHER_NAMES: Record<string, string> = {
  customer: 'name',
  customer_name: 'name',
  full_name: 'name',
  user_name: 'name',
  agent: 'agent_name',
};

export const isFile = ({ kind }: TemplateParameter) =>
  kind === 'image' || kind === 'video' || kind === 'document';

/** Begins with what is known: what is named like a fact about the contact has its value. */
export function begin(template: Template, values: Values): Filling {
  const known = (name: string | null) => {
    const key = (name ?? '').toLowerCase();
    return values[key] ?? values[OTHER_NAMES[key] ?? ''] ?? values[`attr.${key}`] ?? '';
  };
  return {
    texts: template.parameters.map((parameter) => (isFile(parameter) ? '' : cleaned(known(parameter.name)))),
    files: template.parameters.map(() => null),
  };
}

/** The parameters of a template that was filled in before, as far as it is the same one still. */
export function refill(template: Template, used: UsedTemplate, files: readonly Attachment[] = []): Filling {
  const filling = begin(template, {});
  template.parameters.forEach((parameter, at) => {
    const before = used.parameters.find(
      ({ component, index, name }) =>
        component === parameter.component && index === parameter.index && name === parameter.name,
    );
    if (before?.text) filling.texts[at] = before.text;
    filling.files[at] = files.find(({ id }) => id === before?.attachment_id) ?? null;
  });
  return filling;
}

/** Whether it was filled in for what the template asks for now. */
export const isFor = ({ parameters }: Template, { texts }: Filling): boolean =>
  texts.length === parameters.length;

/** Written in one line, as the provider wants it. */
const cleaned = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What is wrong with one parameter; null if nothing is. */
export function faultOf(template: Template, filling: Filling, at: number): Fault | null {
  const parameter = template.parameters[at]!;
  const text = filling.texts[at] ?? '';
  if (isFile(parameter)) return filling.files[at] ? null : 'missingFile';
  if (text.trim() === '') return 'missing';
  if (/[\r\n]/.test(text)) return 'newline';
  if (text.includes('\t')) return 'tab';
  if (text.includes(' '.repeat(SPACES_IN_A_ROW_MAX + 1))) return 'spaces';
  if (characters(text) > valueMax(parameter)) return 'tooLong';
  if (parameter.kind === 'location' && !PLACE.test(text)) return 'place';
  const isLast = template.parameters.findLastIndex((one) => one.component === parameter.component) === at;
  return isLast && isTooLongAsAWhole(template, filling, parameter.component) ? 'whole' : null;
}

/** Latitude and longitude, and perhaps a name and an address. */
const PLACE = /^\s*-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\s*(,|$)/;

export const valueMax = ({ kind, component }: TemplateParameter): number => {
  if (kind === 'code') return CODE_CHARACTERS_MAX;
  if (kind === 'location') return VALUE_CHARACTERS_MAX;
  if (component === 'button') return ADDRESS_CHARACTERS_MAX;
  return component === 'header' ? HEADER_CHARACTERS_MAX : VALUE_CHARACTERS_MAX;
};

function isTooLongAsAWhole(template: Template, filling: Filling, place: Place): boolean {
  const limits: Record<Place, number> = {
    header: HEADER_CHARACTERS_MAX,
    body: BODY_CHARACTERS_MAX,
    button: Infinity,
  };
  const component = template.components.find(({ type }) => type === place);
  if (!component?.text) return false;
  return characters(plain(partsOf(template, filling, place, component.text))) > limits[place];
}

export const isFilled = (template: Template, filling: Filling): boolean =>
  template.parameters.every((_, at) => faultOf(template, filling, at) === null);

const MEDIA = ['image', 'video', 'document', 'location'] as const;
export type Medium = (typeof MEDIA)[number];

/** What a template begins with, if that is no text; what is new to us looks like a document. */
export function mediumOf({ format }: Pick<TemplateComponent, 'format'>): Medium | null {
  if (format === null || format === 'text') return null;
  return MEDIA.find((one) => one === format) ?? 'document';
}

export interface Shown {
  header: TextPart[] | null;
  media: { kind: Medium; file: Attachment | null } | null;
  body: TextPart[];
  footer: string | null;
  buttons: { type: string; title: string; detail: string }[];
}

/** As the customer will see it; what is not filled in yet stands out. */
export function shown(template: Template, filling: Filling): Shown {
  const part = (type: 'header' | 'body' | 'footer') =>
    template.components.find((component) => component.type === type);
  const header = part('header');
  const medium = header && mediumOf(header);
  const at = template.parameters.findIndex((one) => one.component === 'header' && isFile(one));
  return {
    header: header && !medium ? partsOf(template, filling, 'header', header.text ?? '') : null,
    media: medium ? { kind: medium, file: filling.files[at] ?? null } : null,
    body: partsOf(template, filling, 'body', part('body')?.text ?? ''),
    footer: part('footer')?.text ?? null,
    buttons: buttonsOf(template).map((button, index) => ({
      type: button.type.toLowerCase(),
      title: button.text,
      detail: detailOf(template, filling, button, index),
    })),
  };
}

export const buttonsOf = (template: Template): TemplateButton[] =>
  template.components.find(({ type }) => type === 'buttons')?.buttons ?? [];

function detailOf(template: Template, filling: Filling, button: TemplateButton, index: number): string {
  const at = template.parameters.findIndex((one) => one.component === 'button' && one.index === index);
  const value = at < 0 ? '' : (filling.texts[at] ?? '');
  if (button.url) return button.url.replace(PLACEHOLDER, (whole) => value || whole);
  return button.phone ?? (template.parameters[at]?.kind === 'code' ? value : '');
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The text of one component, with each variable replaced by what was put in for it. */
export function partsOf(template: Template, filling: Filling, place: Place, text: string): TextPart[] {
  const places = placesOf(template, place, text);
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const name = match[1]!;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), gap: null });
    from = match.index + match[0].length;
    const value = filling.texts[places.get(name) ?? -1] ?? '';
    parts.push(value.trim() ? { text: value, gap: null } : { text: match[0], gap: name });
  }
  if (from < text.length) parts.push({ text: text.slice(from), gap: null });
  return parts;
}

/** Which parameter each variable of a text is: by its name, or the smallest number first. */
function placesOf(template: Template, place: Place, text: string): Map<string, number> {
  const names = [...new Set(Array.from(text.matchAll(PLACEHOLDER), (match) => match[1]!))];
  const parameters = template.parameters
    .map((parameter, at) => ({ parameter, at }))
    .filter(({ parameter: one }) => one.component === place && !isFile(one) && one.kind !== 'location');
  if (template.parameter_format === 'named')
    return new Map(parameters.map(({ parameter, at }) => [parameter.name ?? '', at]));
  const inOrder = names.sort((one, other) => Number(one) - Number(other));
  return new Map(inOrder.flatMap((name, index) => (parameters[index] ? [[name, parameters[index].at]] : [])));
}

const WORDS_AROUND = 4;

/** The words before and after a variable that has but a number, and the variable itself. */
export function aroundOf(template: Template, at: number): [string, string, string] | null {
  const { component: place, name, kind } = template.parameters[at]!;
  if (name || kind !== 'text' || place === 'button') return null;
  const text = template.components.find(({ type }) => type === place)?.text ?? '';
  const places = placesOf(template, place, text);
  const match = Array.from(text.matchAll(PLACEHOLDER)).find((one) => places.get(one[1]!) === at);
  if (!match) return null;
  const words = (part: string) => part.split(/(?<=\s)(?=\S)/);
  const before = words(text.slice(0, match.index));
  const after = words(text.slice(match.index + match[0].length));
  const near = (kept: string[]) => kept.join('').replace(/\s+/g, ' ');
  const start = near(before.slice(-WORDS_AROUND)).trimStart();
  const end = near(after.slice(0, WORDS_AROUND)).trimEnd();
  return [
    before.length > WORDS_AROUND ? `… ${start}` : start,
    match[0],
    after.length > WORDS_AROUND ? `${end} …` : end,
  ];
}

const plain = (parts: TextPart[]) => parts.map((part) => part.text).join('');

export const textOf = (template: Template, filling: Filling): string => plain(shown(template, filling).body);

/** As the server is told. */
export function usedOf(template: Template, filling: Filling): UsedTemplate {
  return {
    name: template.name,
    language: template.language,
    parameters: template.parameters.map(({ component, index, name, ...rest }, at) =>
      isFile({ component, index, name, ...rest })
        ? { component, index, name, attachment_id: filling.files[at]?.id ?? null }
        : { component, index, name, text: filling.texts[at]!.trim() },
    ),
  };
}
