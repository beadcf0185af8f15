/** Walks through every screen, takes its picture, and lets axe look for what a picture does not show. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { FakeServer } from './fake';
import { serve } from './site';
import { NOW, OPEN_ID, timeline } from './world';

const note = timeline.find((one) => one.kind === 'note')!;

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
      await page
        .getByRole('textbox', { name: 'Internal note', exact: true })
        .fill('She is a regular, be generous.');
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
  selected: {
    path: '/mine',
    prepare: async (page) => {
      await page.getByRole('option').first().waitFor();
      await page.getByRole('listbox').focus();
      for (const key of ['Home', 'x', 'ArrowDown', 'ArrowDown', 'Shift+X']) await page.keyboard.press(key);
    },
  },
  'bulk-failed': {
    path: '/mine',
    prepare: async (page) => {
      await page.getByRole('option').first().waitFor();
      await page.getByRole('listbox').focus();
      for (const key of ['Home', 'x', 'ArrowDown', 'x']) await page.keyboard.press(key);
      await page.getByRole('button', { name: 'Resolve' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
    },
  },
  snoozed: { path: '/snoozed' },
  snooze: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      await page.getByRole('log').getByRole('article').first().waitFor();
      await page.keyboard.press('z');
    },
  },
  start: {
    path: '/mine',
    prepare: async (page) => {
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('c');
      await page.getByRole('combobox', { name: 'To' }).fill('+351 912 345 678');
    },
  },
  mention: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      await page.getByRole('tab', { name: 'Internal note' }).click();
      const field = page.getByRole('textbox', { name: 'Internal note', exact: true });
      await field.pressSequentially('@Tom');
      await field.press('Enter');
      await field.pressSequentially('and @le');
    },
  },
  gaps: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      await page
        .getByRole('textbox', { name: 'Reply' })
        .fill(
          'Your refund is on its way, {{first_name}}. We sent it to {{emial}}, see the confirmation in your mail.',
        );
    },
  },
  files: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page) => {
      const file = (name: string, mimeType: string, size: number) => ({
        name,
        mimeType,
        buffer: Buffer.alloc(size, 1),
      });
      await page
        .locator('input[type=file]')
        .setInputFiles([
          file('slip.png', 'image/png', 20_000),
          file('party.gif', 'image/gif', 20_000),
          file('prices.zip', 'application/zip', 20_000),
        ]);
    },
  },
  colleague: {
    path: `/c/${OPEN_ID}`,
    prepare: async (page, fake) => {
      await page.getByRole('log').getByRole('article').first().waitFor();
      const agents = [{ id: 3, name: 'Lena Fischer', viewing: true, typing: true }];
      for (const conversation_id of [OPEN_ID, 1041])
        fake.whisper({ type: 'presence', data: { conversation_id, agents } });
    },
  },
  notices: {
    path: '/mine',
    prepare: async (page, fake) => {
      await page.getByRole('option').first().waitFor();
      const entry = { ...note, id: 9_001, seq: 99, at: new Date(NOW + 1000).toISOString() };
      fake.tell('entry_changed', entry);
      await page.keyboard.press('g');
      await page.keyboard.press('n');
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
