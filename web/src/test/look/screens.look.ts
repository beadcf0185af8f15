/** The desk: lists, threads, and what opens over them. */
import { expect, type Page } from '@playwright/test';
import { FakeServer } from './fake';
import { walk } from './walk';
import { NOW, OPEN_ID, timeline } from './world';

/** No toast lies over it. */
async function expectBare(page: Page, part: string) {
  const boxes = await Promise.all(
    [page.locator(part).first(), ...(await page.locator('.toast').all())].map((one) => one.boundingBox()),
  );
  const [own, ...toasts] = boxes;
  for (const toast of toasts) {
    if (!own || !toast) continue;
    const isBeside = toast.x + toast.width <= own.x || own.x + own.width <= toast.x;
    expect(isBeside || toast.y + toast.height <= own.y || own.y + own.height <= toast.y, part).toBe(true);
  }
}

const note = timeline.find((one) => one.kind === 'note')!;

walk({
  group: 'desk',
  sizes: { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] },
  attach: async (page) => {
    const fake = new FakeServer();
    await fake.attach(page);
    return fake;
  },
  screens: {
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
        const at = new Date(NOW + 1000).toISOString();
        const entry = { ...note, id: 9_001, seq: 99, at };
        const { conversation_id } = entry;
        const told = { id: 1, kind: 'mentioned', at, is_seen: false, conversation_id };
        fake.tell('notice_changed', { ...told, contact_name: 'Mira', entry });
        await page.keyboard.press('g');
        await page.keyboard.press('n');
      },
    },
    toasts: {
      path: `/c/${OPEN_ID}`,
      prepare: async (page, fake) => {
        await page.getByRole('log').getByRole('article').first().waitFor();
        const one = fake.conversations.get(OPEN_ID)!;
        const last_activity_at = new Date(NOW + 5_000).toISOString();
        for (const id of [2_001, 2_002, 2_003]) {
          const waits = { state: 'queued', agent_id: null, queue_id: 1, last_activity_at };
          fake.tell('conversation_changed', { ...one, ...waits, id });
        }
        await expect(page.locator('.toast')).toHaveCount(3);
        for (const part of ['[role=listbox] >> xpath=..', 'header', '[role=log]', '.composer'])
          await expectBare(page, part);
      },
    },
    inboxes: { path: '/admin/inboxes' },
    'inbox-new': { path: '/admin/inboxes/new' },
    agents: { path: '/admin/agents' },
    unreadable: { path: '/admin/unreadable' },
    details: {
      path: `/c/${OPEN_ID}`,
      prepare: async (page) => {
        const button = page.getByRole('button', { name: 'Details' });
        if ((await button.getAttribute('aria-pressed')) === 'false') await button.click();
      },
    },
  },
});
