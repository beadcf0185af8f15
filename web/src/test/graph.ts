/** The sources of the UI, and what each is bundled with. */
const sources = import.meta.glob<string>(
  ['../**/*.{ts,svelte}', '!../**/*.test.ts', '!../test/**', '!../**/*.d.ts'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

const STATIC = /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'(\.[^'?]+)'/gm;
const LATER = /(\bpart\(\s*\(\) =>\s*)?\bimport\('(\.[^']+)'\)(?:,\s*(('\w+'(?:,\s*)?)+))?/g;

export const textOf = (path: string) => sources[path]!;

/** A module and everything that comes with it at once. */
export function togetherWith(root: string): string[] {
  const seen = new Set([root]);
  for (const path of seen)
    for (const [, named] of textOf(path).matchAll(STATIC)) {
      const found = resolved(path, named!);
      if (found) seen.add(found);
    }
  return [...seen];
}

export interface Later {
  root: string;
  /** Where it is asked for. */
  from: string;
  isPart: boolean;
  areas: string[];
}

/** What is fetched when it is needed. */
export const later: Later[] = Object.entries(sources).flatMap(([from, text]) =>
  Array.from(text.matchAll(LATER), ([, part, named, areas]) => ({
    root: resolved(from, named!) ?? named!,
    from,
    isPart: part !== undefined,
    areas: Array.from((areas ?? '').matchAll(/'(\w+)'/g), ([, area]) => area!),
  })),
);

function resolved(from: string, named: string): string | undefined {
  const { pathname } = new URL(named, `https://sources/${from.slice('../'.length)}`);
  const path = `..${pathname}`;
  return [path, `${path}.ts`].find((one) => one in sources);
}
