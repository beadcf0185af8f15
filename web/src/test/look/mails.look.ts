/** Reading mails, and the inboxes they come to. */
import type { Page } from '@playwright/test';
import { FakeServer } from './fake';
import { first, MAIL_ID, second, third } from './mails';
import { walk } from './walk';

const PATH = `/c/${MAIL_ID}`;
type Prepare = (page: Page, fake: FakeServer) => Promise<void>;

const showing =
  (entries: typeof first, then?: Prepare): Prepare =>
  async (page, fake) => {
    fake.timelines.set(MAIL_ID, entries);
    await page.reload();
    await page.getByRole('log').getByRole('article').first().waitFor();
    await page.waitForLoadState('networkidle');
    await then?.(page, fake);
    await page.waitForTimeout(200);
  };
const toTop: Prepare = (page) => page.getByRole('log').evaluate((log) => void (log.scrollTop = 0));

walk({
  group: 'mails',
  sizes: { desktop: [1440, 1100], phone: [400, 844] },
  attach: async (page) => {
    const fake = new FakeServer();
    const { contact } = fake.conversations.get(MAIL_ID)!;
    Object.assign(fake.conversations.get(MAIL_ID)!, {
      contact: { ...contact, name: 'Sofia Rossi', email: 'sofia.rossi@example.it' },
      state: 'active',
      agent_id: 1,
      labels: [],
      snoozed: false,
    });
    await fake.attach(page);
    return fake;
  },
  screens: {
    talk: { path: PATH, prepare: showing(first) },
    'talk-top': { path: PATH, prepare: showing(first, toTop) },
    open: {
      path: PATH,
      prepare: showing(first, async (page) => {
        await page.getByRole('button', { name: 'Show quoted text' }).last().click();
        await page
          .getByRole('button', { name: /^Sofia Rossi to/ })
          .last()
          .click();
      }),
    },
    writing: {
      path: PATH,
      prepare: showing(first, async (page) => {
        await page
          .getByRole('textbox', { name: 'Reply' })
          .fill(
            'Hello Sofia,\n\nthank you. **Two things**:\n\n- the carrier comes on Friday\n- the bell is noted',
          );
      }),
    },
    'writing-head': {
      path: PATH,
      prepare: showing(second, async (page) => {
        await page.getByRole('button', { name: 'Change', exact: true }).click();
        await page.getByLabel('Subject', { exact: true }).fill('Your order, and the invitation');
        await page.getByRole('button', { name: 'Answer to this address' }).click();
      }),
    },
    preview: {
      path: PATH,
      prepare: showing(first, async (page) => {
        await page
          .getByRole('textbox', { name: 'Reply' })
          .fill(
            'Hello Sofia,\n\nthank you. **Two things**:\n\n- the carrier comes on Friday\n- the bell is noted',
          );
        await page.getByRole('button', { name: 'Preview' }).click();
      }),
    },
    start: {
      path: PATH,
      prepare: async (page) => {
        await page.keyboard.press('c');
        const dialog = page.getByRole('dialog', { name: 'Start a conversation' });
        await dialog.getByLabel('Inbox').selectOption({ label: 'help@example.com' });
        await dialog.getByRole('combobox', { name: 'To' }).fill('new@example.com');
        await dialog.getByRole('option', { name: 'Write to new@example.com' }).click();
        await dialog.getByLabel('Subject').fill('Your order 4201');
        await dialog.getByLabel('Message').fill('Hello,\n\nyour order **is on its way**.');
      },
    },
    trouble: { path: PATH, prepare: showing(third) },
    'kinds-end': {
      path: PATH,
      prepare: showing(second, (page) =>
        page.getByRole('log').evaluate((log) => void (log.scrollTop = log.scrollHeight)),
      ),
    },
    kinds: { path: PATH, prepare: showing(second) },
    'inbox-new': {
      path: '/admin/inboxes/new',
      prepare: async (page) => {
        await page.getByRole('radio', { name: /^E-mail/ }).click();
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByLabel('Name', { exact: true }).fill('Support');
        await page.getByLabel('E-mail address').fill('support@gmail.com');
      },
    },
    'inbox-oauth': {
      path: '/admin/inboxes/new',
      prepare: async (page) => {
        await page.getByRole('radio', { name: /^E-mail/ }).click();
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByLabel('E-mail address').fill('support@outlook.com');
        await page.getByText('Fetching and keeping').click();
        await page.getByText('Fetching and keeping').scrollIntoViewIfNeeded();
      },
    },
    'inbox-edit': {
      path: '/admin/inboxes/2',
      prepare: (page) => page.getByText('Mail servers', { exact: true }).scrollIntoViewIfNeeded(),
    },
    'inbox-check': { path: '/admin/inboxes/2/check' },
    'inbox-mails': { path: '/admin/inboxes/2/mails' },
    'kinds-top': { path: PATH, prepare: showing(second, toTop) },
  },
});
