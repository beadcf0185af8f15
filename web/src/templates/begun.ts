import type { Attachment, UsedTemplate } from '../api/sending';
import type { Filling } from './filling';

/** A template that comes back to be changed, with the file at its head. */
export interface Before {
  used: UsedTemplate;
  files: readonly Attachment[];
}

/** What was begun of templates in one place, and not sent. */
export interface Begun {
  /** It opens first. */
  before: Before | null;
  /** What was put into each, by the template's number. */
  fillings: Map<number, Filling>;
}

export const nothingBegun = (): Begun => ({ before: null, fillings: new Map() });

const begun = new Map<number, Begun>();

/** What was put into templates stays with its conversation while the agent looks elsewhere; a reload forgets it. */
export function templatesBegunIn(conversation: number): Begun {
  const known = begun.get(conversation) ?? nothingBegun();
  begun.set(conversation, known);
  return known;
}
