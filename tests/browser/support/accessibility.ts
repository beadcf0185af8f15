/** What axe finds on a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
/** What another theme may break. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

interface Found {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/**
 * One line for each rule that is broken and where. Axe runs in the main frame alone: in the frame of a
 * mail, which may run no script, it would wait for ever.
 */
export const violations = (page: Page) => broken(page, ALL);

/** The same for colours alone, of a page that was looked at whole in another theme. */
export const colourViolations = (page: Page) => broken(page, COLOURS);

async function broken(page: Page, rules: { type: string; values: string[] }): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as {
      axe: { run(context: object, options: object): Promise<{ violations: Found[] }> };
    };
    const { violations } = await axe.run(document, { iframes: false, runOnly: rules });
    return violations.map(({ id, nodes }) => ({ id, nodes }));
  }, rules);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
