import type { Attribute, AttributeValue } from '../api/types';

/** A value as a field holds it: yes and no are the words `yes` and `no`. */
export function toField(value: AttributeValue | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

/** What a field holds as the server wants it; nothing typed takes the value away. */
export function fromField(text: string | null, kind: Attribute['kind']): AttributeValue | null {
  if (text === null || text === '') return null;
  if (kind === 'yes_no') return text === 'yes';
  if (kind === 'number') return Number(text);
  return text;
}
