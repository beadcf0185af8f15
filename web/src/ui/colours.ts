const NAMED = ['red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'grey'] as const;
const ALIASES: Record<string, (typeof NAMED)[number]> = { yellow: 'amber', purple: 'violet', gray: 'grey' };

/** A label's colour as the style sheets can use it: one of our own names, or a plain hex value. */
export function labelColour(colour: string): string {
  if (/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const name = NAMED.find((known) => known === colour) ?? ALIASES[colour] ?? 'grey';
  return `var(--label-${name})`;
}
