/** Every kind of message, and what opens over them. */
import type { Page } from '@playwright/test';
import { FakeServer } from './fake';
import * as kinds from './kinds';
import { walk } from './walk';
import { OPEN_ID } from './world';

const PATH = `/c/${OPEN_ID}`;
type Prepare = (page: Page, fake: FakeServer) => Promise<void>;

const showing =
  (entries: typeof kinds.first, then?: Prepare): Prepare =>
  async (page, fake) => {
    fake.timelines.set(OPEN_ID, entries);
    await page.reload();
    await page.getByRole('log').getByRole('article').first().waitFor();
    await then?.(page, fake);
  };
const toTop: Prepare = (page) => page.getByRole('log').evaluate((log) => void (log.scrollTop = 0));

walk({
  group: 'kinds',
  sizes: { desktop: [1440, 1100], phone: [390, 844] },
  attach: async (page) => {
    const fake = new FakeServer();
    await fake.attach(page);
    return fake;
  },
  screens: {
    files: { path: PATH, prepare: showing(kinds.first) },
    'files-top': { path: PATH, prepare: showing(kinds.first, toTop) },
    cards: { path: PATH, prepare: showing(kinds.second) },
    'cards-top': { path: PATH, prepare: showing(kinds.second, toTop) },
    rich: { path: PATH, prepare: showing(kinds.third) },
    'rich-top': { path: PATH, prepare: showing(kinds.third, toTop) },
    picture: {
      path: PATH,
      prepare: showing(kinds.first, (page) =>
        page.getByRole('button', { name: 'Open photo-22.jpg' }).click(),
      ),
    },
    emoji: {
      path: PATH,
      prepare: showing(kinds.second, async (page) => {
        await page.getByRole('button', { name: 'Actions for this message' }).last().click();
        await page.getByRole('menuitem', { name: 'React' }).click();
      }),
    },
    delivery: {
      path: PATH,
      prepare: showing(kinds.third, (page) =>
        page.getByRole('button', { name: 'Delivery: Not delivered' }).click(),
      ),
    },
    'inbox-new': { path: '/admin/inboxes/new' },
    'inbox-account': {
      path: '/admin/inboxes/new',
      prepare: (page) => page.getByRole('button', { name: 'Next' }).click(),
    },
    'inbox-check': { path: '/admin/inboxes/1/check' },
    'inbox-templates': {
      path: '/admin/inboxes/1/templates',
      prepare: (page) => page.getByText('order_update').first().click(),
    },
    'inbox-edit': { path: '/admin/inboxes/3' },
  },
});
