/** Walks through every screen, takes its picture, and lets axe look for what a picture does not show. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { FakeServer } from './fake';
import { serve } from './site';
import { NOW, OPEN_ID } from './world';

const DIST = process.env.LOOK_DIST ?? join(process.cwd(), 'dist');
const OUT = process.env.LOOK_OUT ?? join(tmpdir(), 'deskbell-look');
const AXE = readFileSync(
  createRequire(join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);

const SIZES = { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] } as const;

interface Screen {
  path: string;
  prepare?: (page: Page, fake: FakeServer) => Promise<void>;
  only?: keyof typeof SIZES;
}

const SCREENS: Record<string, Screen> = {
  'sign-in': {
    path: '/',
    prepare: async (page, fake) => {
      fake.isSignedIn = false;
      await page.reload();
      await page.getByLabel('E-mail').fill('ana@example.com');
      await page.getByLabel('Password', { exact: true }).fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
    },
  },
  empty: { path: '/mine' },
  queue: { path: '/queue' },
  thread: { path: `/c/${OPEN_ID}` },
  note: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      await page.getByRole('tab', { name: 'Internal note' }).click();
      await page.getByRole('textbox', { name: 'Internal note' }).fill('She is a regular, be generous.');
    },
  },
  top: {
    path: `/c/${OPEN_ID}`,
    prepare: (page) => page.getByRole('log').evaluate((log) => void (log.scrollTop = 0)),
  },
  queued: { path: '/c/1033' },
  closed: { path: '/c/987' },
  'window-closed': { path: '/c/1039' },
  canned: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      await page.getByRole('textbox', { name: 'Reply' }).press('/');
      await page.getByRole('combobox').fill('ref');
    },
  },
  resolve: {
    path: `/c/${OPEN_ID}`,
    prepare: (page) => page.getByRole('button', { name: 'Resolve' }).click(),
  },
  transfer: {
    path: `/c/${OPEN_ID}`,
    prepare: (page) => page.getByRole('button', { name: 'Transfer' }).click(),
  },
  menu: {
    path: `/c/${OPEN_ID}`,
    prepare: (page) => page.getByRole('button', { name: 'More actions' }).click(),
  },
  search: { path: '/search?q=parcel' },
  'search-hit': {
    path: '/search?q=parcel',
    prepare: (page) => page.getByRole('option').first().click(),
  },
  palette: { path: `/c/${OPEN_ID}`, prepare: (page) => page.keyboard.press('Control+k') },
  help: { path: '/mine', prepare: (page) => page.keyboard.press('?') },
  settings: {
    path: '/mine',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Ana Lima/ }).click();
      await page.getByRole('menuitem', { name: 'Settings' }).click();
    },
  },
  presence: { path: '/mine', prepare: (page) => page.getByRole('button', { name: /^Ana Lima/ }).click() },
  offline: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page, fake) => {
      await fake.cut();
      await page.getByRole('textbox', { name: 'Reply' }).fill('Yes, it will be there on Thursday.');
      await page.keyboard.press('Enter');
      await page.clock.runFor(3000);
    },
  },
  inboxes: { path: '/admin/inboxes' },
  'inbox-form': {
    path: '/admin/inboxes',
    prepare: (page) => page.getByRole('button', { name: 'Add WhatsApp inbox' }).click(),
  },
  agents: { path: '/admin/agents' },
  unreadable: { path: '/admin/unreadable' },
  details: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      const button = page.getByRole('button', { name: 'Details' });
      if ((await button.getAttribute('aria-pressed')) === 'false') await button.click();
    },
  },
};

const site = serve(DIST);
test.afterAll(async () => void (await site).server.close());

for (const [name, screen] of Object.entries(SCREENS)) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    for (const theme of ['light', 'dark'] as const) {
      test(`${name} ${size} ${theme}`, async ({ browser }) => {
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
        const fake = new FakeServer();
        await fake.attach(page);
        const { address } = await site;
        await page.goto(address + screen.path);
        await page.waitForLoadState('networkidle');
        await screen.prepare?.(page, fake);
        await page.clock.runFor(400);
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(OUT, `${name}-${size}-${theme}.png`) });
        expect(complaints).toEqual([]);
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
