/** Walks through screens, takes their pictures, and lets axe look for what a picture does not show. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { serve } from './site';
import { NOW } from './world';

const DIST = process.env.LOOK_DIST ?? join(process.cwd(), 'dist');
const OUT = process.env.LOOK_OUT ?? join(tmpdir(), 'deskbell-look');
const AXE = readFileSync(
  createRequire(join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);
const THEMES = ['light', 'dark'] as const;

type Size = 'desktop' | 'tablet' | 'phone';

interface Screen<Fake> {
  path: string;
  /** What is done there before the picture is taken. */
  prepare?: (page: Page, fake: Fake) => Promise<void>;
}

interface Walk<Fake> {
  /** Begins the names of the pictures. */
  group: string;
  sizes: Partial<Record<Size, readonly [width: number, height: number]>>;
  screens: Record<string, Screen<Fake>>;
  /** What the browser's language is, if not English. */
  locale?: string;
  /** Answers what the page asks. */
  attach: (page: Page) => Promise<Fake>;
}

export function walk<Fake>({ group, sizes, screens, attach, locale = 'en-GB' }: Walk<Fake>) {
  const site = serve(DIST);
  test.afterAll(async () => void (await site).server.close());

  for (const [name, { path, prepare }] of Object.entries(screens)) {
    for (const [size, [width, height]] of Object.entries(sizes)) {
      for (const colorScheme of THEMES) {
        test(`${group} ${name} ${size} ${colorScheme}`, async ({ browser }) => {
          const isPhone = size === 'phone';
          const context = await browser.newContext({
            viewport: { width, height },
            colorScheme,
            locale,
            reducedMotion: 'reduce',
            hasTouch: isPhone,
            isMobile: isPhone,
          });
          const page = await context.newPage();
          const complaints = listen(page);
          await page.clock.install({ time: NOW });
          const fake = await attach(page);
          await page.goto((await site).address + path);
          await page.waitForLoadState('networkidle');
          await prepare?.(page, fake);
          await page.clock.runFor(400);
          await page.waitForTimeout(150);
          await page.screenshot({ path: join(OUT, `${group}-${name}-${size}-${colorScheme}.png`) });
          expect(complaints).toEqual([]);
          expect(await overhang(page)).toBeLessThanOrEqual(0);
          expect(await violations(page)).toEqual([]);
          await context.close();
        });
      }
    }
  }
}

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** By how much the page is wider than the screen. */
const overhang = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Through the debugger, since the page's own policy lets no foreign script in. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await page.clock.resume();
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })
      .then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.slice(0,3).map(n => n.html.slice(0,150) + ' ' + (n.any[0]?.message ?? '')).join(' | '))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(String(result.value)) as string[];
}
