import { t } from '../lib/i18n.svelte';

/** The colours that a label can have, by the names the server knows. */
export const COLOURS = ['red', 'amber', 'green', 'teal', 'blue', 'violet', 'grey'] as const;
export type Colour = (typeof COLOURS)[number];

export function colourName(colour: string): string {
  const known = COLOURS.find((one) => one === colour);
  return known ? t(`colour.${known}`) : colour;
}
