/** Reading mails, and the inboxes they come to. */
import type { Page } from '@playwright/test';
import { FakeServer } from './fake';
import { first, MAIL_ID, second } from './mails';
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
    kinds: { path: PATH, prepare: showing(second) },
    'kinds-top': { path: PATH, prepare: showing(second, toTop) },
  },
});
