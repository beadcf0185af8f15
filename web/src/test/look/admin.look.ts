/** The administration's and the contacts' pages: pictures, axe, and that nothing is wider than the screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { AdminFake } from './admin';
import { FakeServer } from './fake';
import { serve } from './site';
import { NOW } from './world';

const DIST = process.env.LOOK_DIST ?? join(process.cwd(), 'dist');
const OUT = process.env.LOOK_OUT ?? join(tmpdir(), 'deskbell-look');
const AXE = readFileSync(
  createRequire(join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);
const SIZES = { desktop: [1280, 800], phone: [390, 844] } as const;

type Prepare = (page: Page, fake: AdminFake) => Promise<void>;
const SCREENS: Record<string, [path: string, prepare?: Prepare]> = {
  agents: ['/admin/agents'],
  'agent-edit': ['/admin/agents/3'],
  'agent-new': ['/admin/agents/new'],
  queues: ['/admin/queues'],
  'queue-edit': ['/admin/queues/1'],
  'queue-replies': [
    '/admin/queues/1',
    (page) => page.getByLabel('Off-hours', { exact: true }).scrollIntoViewIfNeeded(),
  ],
  'queue-refused': [
    '/admin/queues/1',
    async (page) => {
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('alert').waitFor();
    },
  ],
  routing: [
    '/admin/routing',
    async (page) => {
      await page.getByLabel('First message').fill('Hallo, wo ist mein Paket?');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText('Tomás Reyes would get it').waitFor();
    },
  ],
  'rule-edit': ['/admin/routing/3'],
  hours: ['/admin/hours'],
  'hours-edit': ['/admin/hours/1'],
  tags: ['/admin/tags'],
  'tag-merge': [
    '/admin/tags/2',
    async (page) => {
      await page.getByRole('button', { name: /Merge into another tag/ }).click();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: /^Merge/ }).waitFor();
    },
  ],
  labels: ['/admin/labels/3'],
  canned: ['/admin/canned'],
  'canned-edit': ['/admin/canned/2'],
  attributes: ['/admin/attributes'],
  'attribute-edit': ['/admin/attributes/1'],
  settings: ['/admin/settings'],
  'time-zone': [
    '/admin/settings',
    async (page) => {
      await page.getByRole('button', { name: /Time zone/ }).click();
      await page.getByRole('dialog').getByRole('combobox').fill('sao');
    },
  ],
  keys: ['/admin/keys'],
  'key-new': ['/admin/keys/new'],
  'key-once': [
    '/admin/keys/new',
    async (page) => {
      await page.getByLabel('Name').fill('Shop');
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('dbk_7Qm2xR9v').waitFor();
    },
  ],
  'admin-empty': [
    '/admin/routing',
    async (page, fake) => {
      fake.empty();
      await page.reload();
    },
  ],
  unsaved: [
    '/admin/tags/2',
    async (page) => {
      await page.getByLabel('Name').fill('Shipping');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor();
    },
  ],
  contacts: ['/contacts'],
  contact: ['/contacts/1'],
  'contact-new': ['/contacts/new'],
  'contact-merge': [
    '/contacts/1',
    async (page) => {
      await page.getByRole('button', { name: 'Merge…' }).click();
      await page.clock.runFor(300);
      await page.getByRole('dialog').getByRole('option').first().click();
    },
  ],
  'contact-import': [
    '/contacts',
    async (page) => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Import CSV' }).click();
      const buffer = Buffer.from('name,phone\nAna,+351912345678\n');
      await page.getByLabel(/CSV file/).setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('12 contacts created').waitFor();
    },
  ],
};

const site = serve(DIST);
test.afterAll(async () => void (await site).server.close());

for (const [name, [path, prepare]] of Object.entries(SCREENS)) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    for (const theme of ['light', 'dark'] as const) {
      test(`admin ${name} ${size} ${theme}`, async ({ browser }) => {
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme: theme,
          reducedMotion: 'reduce',
          hasTouch: size === 'phone',
          isMobile: size === 'phone',
        });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(String(error)));
        await page.clock.install({ time: NOW });
        await new FakeServer().attach(page);
        const fake = new AdminFake();
        await fake.attach(page);
        await page.goto((await site).address + path);
        await page.waitForLoadState('networkidle');
        await prepare?.(page, fake);
        await page.clock.runFor(400);
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(OUT, `a-${name}-${size}-${theme}.png`) });
        expect(complaints).toEqual([]);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0);
        expect(await violations(page)).toEqual([]);
        await context.close();
      });
    }
  }
}

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
