import { expect, test, type BrowserContextOptions, type Page } from '@playwright/test';
import { colourViolations, violations } from '../support/accessibility';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';

const desk = company();

const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  },
} satisfies Record<string, BrowserContextOptions>;

const softly = expect.configure({ soft: true });

const CALM = { reducedMotion: 'reduce' } satisfies BrowserContextOptions;

/** Of a conversation that is hers. */
const NEWEST = (page: Page) => page.getByRole('option').first();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function openMine(page: Page) {
  await page.goto(`${desk.address}/mine`);
  await NEWEST(page).click();
  await expect(page.getByRole('log').getByRole('article').first()).toBeVisible();
}

/** Pages that show themselves: where they are, and what stands there. */
const PAGES: Record<string, [path: string, shown: string | RegExp]> = {
  snoozed: ['/snoozed', /./],
  'an agent': ['/admin/agents/2', 'Ben Okafor'],
  queues: ['/admin/queues', 'Wholesale'],
  'a queue': ['/admin/queues/4', 'Wholesale'],
  routing: ['/admin/routing', 'Resellers'],
  'a rule': ['/admin/routing/1', 'Resellers'],
  hours: ['/admin/hours', 'Office'],
  'hours of a week': ['/admin/hours/1', 'Monday'],
  tags: ['/admin/tags', 'Refund'],
  labels: ['/admin/labels', 'Escalated'],
  canned: ['/admin/canned', 'Greeting'],
  'a canned message': ['/admin/canned/1', 'Greeting'],
  attributes: ['/admin/attributes', 'Club level'],
  'an inbox': ['/admin/inboxes/1', 'Where its conversations wait'],
  'check of an inbox': ['/admin/inboxes/1/check', /token/i],
  'templates of an inbox': ['/admin/inboxes/1/templates', 'order_update'],
  keys: ['/admin/keys', /./],
  workspace: ['/admin/settings', /Time zone/],
  contacts: ['/contacts', 'Maria Silva'],
  'a contact': ['/contacts/1', 'Maria Silva'],
  reports: ['/reports', /Resolved/],
};

/** What an agent sees after signing in, and how she gets there. */
const SCREENS: Record<string, (page: Page) => Promise<unknown>> = {
  queue: async (page) => {
    await page.goto(`${desk.address}/queue`);
    await expect(NEWEST(page)).toBeVisible();
  },
  mine: async (page) => {
    await page.goto(`${desk.address}/mine`);
    await expect(NEWEST(page)).toBeVisible();
  },
  closed: async (page) => {
    await page.goto(`${desk.address}/closed`);
    await NEWEST(page).click();
    await expect(page.getByRole('log').getByRole('article').first()).toBeVisible();
  },
  'waiting thread': async (page) => {
    await page.goto(`${desk.address}/queue`);
    await NEWEST(page).click();
    await expect(button(page, 'Accept')).toBeVisible();
  },
  thread: openMine,
  note: async (page) => {
    await openMine(page);
    await page.getByRole('tab', { name: 'Internal note' }).click();
    await page.getByRole('textbox', { name: 'Internal note', exact: true }).fill('A regular: be generous.');
  },
  details: async (page) => {
    await openMine(page);
    const details = button(page, 'Details');
    if ((await details.getAttribute('aria-pressed')) === 'false') await details.click();
    await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible();
  },
  'resolve dialog': async (page) => {
    await openMine(page);
    await button(page, 'Resolve').click();
    await expect(page.getByRole('dialog', { name: /^Resolve/ })).toBeVisible();
  },
  'transfer dialog': async (page) => {
    await openMine(page);
    await button(page, 'Transfer').click();
    await expect(page.getByRole('dialog').getByRole('option', { name: 'Ben Okafor' })).toBeVisible();
  },
  'canned picker': async (page) => {
    await openMine(page);
    await button(page, 'Canned messages').click();
    await expect(page.getByRole('dialog', { name: 'Canned messages' }).getByRole('option')).not.toHaveCount(
      0,
    );
  },
  'templates to choose from': async (page) => {
    await openMine(page);
    await button(page, 'Send a template').click();
    await expect(page.getByRole('dialog', { name: 'Choose a template' }).getByRole('option')).not.toHaveCount(
      0,
    );
  },
  'a template to fill in': async (page) => {
    await openMine(page);
    await button(page, 'Send a template').click();
    await page.getByRole('option', { name: /order_update/ }).click();
    await expect(page.getByRole('button', { name: 'Send template' })).toBeVisible();
  },
  'buttons to build': async (page) => {
    await openMine(page);
    await button(page, 'Buttons, lists and cards').click();
    await expect(page.getByRole('group', { name: 'As the customer will see it' })).toBeVisible();
  },
  'what became of a message': async (page) => {
    await openMine(page);
    await page
      .getByRole('button', { name: /^Delivery: / })
      .last()
      .click();
    await expect(page.getByRole('dialog', { name: /^Delivery: / })).toBeVisible();
  },
  'more actions': async (page) => {
    await openMine(page);
    await button(page, 'More actions').click();
    await expect(page.getByRole('menu')).toBeVisible();
  },
  search: async (page) => {
    await page.goto(`${desk.address}/search?q=order`);
    await expect(NEWEST(page)).toBeVisible();
  },
  'search without result': async (page) => {
    await page.goto(`${desk.address}/search?q=xylophone`);
    await expect(page.getByText('Nothing was found')).toBeVisible();
  },
  notices: async (page) => {
    await page.goto(`${desk.address}/mine`);
    await page.getByRole('button', { name: /^Notices/ }).click();
    await expect(page.getByRole('dialog', { name: 'Notices' }).getByRole('listitem').first()).toBeVisible();
  },
  'own menu': async (page) => {
    await page.goto(`${desk.address}/mine`);
    await openOwnMenu(page);
  },
  settings: async (page) => {
    await page.goto(`${desk.address}/mine`);
    await openOwnMenu(page);
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  },
  'admin inboxes': async (page) => {
    await page.goto(`${desk.address}/admin/inboxes`);
    await page.getByText('Callback address').first().click();
    await expect(page.getByText('Enter it with the verify token').first()).toBeVisible();
  },
  'new inbox': async (page) => {
    await page.goto(`${desk.address}/admin/inboxes`);
    await page.getByRole('link', { name: 'Add inbox' }).click();
    await expect(page.getByRole('radio', { name: /^WhatsApp/ })).toBeVisible();
    await button(page, 'Next').click();
    await expect(page.getByLabel('Phone number ID')).toBeVisible();
  },
  'admin agents': async (page) => {
    await page.goto(`${desk.address}/admin/agents`);
    await expect(page.getByRole('rowheader', { name: 'Ben Okafor' })).toBeVisible();
  },
  'new agent': async (page) => {
    await page.goto(`${desk.address}/admin/agents`);
    await page.getByRole('link', { name: 'Add agent', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Add agent' })).toBeVisible();
  },
  ...Object.fromEntries(
    Object.entries(PAGES).map(([name, [path, shown]]) => [
      name,
      async (page: Page) => {
        await page.goto(desk.address + path);
        await expect(page.getByText(shown).filter({ visible: true }).first()).toBeVisible();
      },
    ]),
  ),
  'unreadable deliveries': async (page) => {
    await page.goto(`${desk.address}/admin/unreadable`);
    await page.getByText('Show the raw delivery').first().click();
  },
};

/** She writes mails, too. */
const MARIA_ON_WHATSAPP = /Maria Silva.*\+351/;

/** What anybody sees. */
const OPEN_SCREENS: Record<string, (page: Page) => Promise<unknown>> = {
  'sign in': async (page) => {
    await page.goto(desk.address);
    await page.getByLabel('E-mail').fill(ANA.email);
    await page.getByLabel('Password', { exact: true }).fill('not this one');
    await button(page, 'Sign in').click();
    await expect(page.getByRole('alert')).toContainText('do not belong together');
  },
  'phones: customers': async (page) => {
    await page.goto(desk.phones);
    await expect(page.getByRole('link', { name: MARIA_ON_WHATSAPP })).toBeVisible();
  },
  'phones: a chat': async (page) => {
    await page.goto(desk.phones);
    await page.getByRole('link', { name: MARIA_ON_WHATSAPP }).click();
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  },
  'phones: mails': async (page) => {
    await page.goto(`${desk.phones}/#@henrik@cafe-dahl.example`);
    await expect(page.getByRole('button', { name: /standing order/ })).toBeVisible();
  },
  'phones: a mail': async (page) => {
    await page.goto(`${desk.phones}/#@henrik@cafe-dahl.example`);
    await page.getByRole('button', { name: /standing order/ }).click();
    await expect(page.getByRole('textbox', { name: /^Answer to / })).toBeVisible();
  },
  'phones: a new mail': async (page) => {
    await page.goto(`${desk.phones}/#@henrik@cafe-dahl.example`);
    await button(page, 'New mail').click();
    await expect(page.getByLabel('Subject')).toBeVisible();
  },
  'phones: new person': async (page) => {
    await page.goto(desk.phones);
    await button(page, 'New person').click();
    await expect(page.getByRole('dialog', { name: 'New person' })).toBeVisible();
  },
  'phones: trouble': async (page) => {
    await page.goto(desk.phones);
    await button(page, 'Make trouble').click();
    await expect(page.getByText('Notifications to the desk')).toBeVisible();
  },
};

test.beforeAll('a provider sends what nobody understands', async ({ request }) => {
  const answer = await request.post(`${desk.phones}/control/webhooks/raw`, {
    data: { body: '{"object":"whatsapp_business_account","entry":"?"}' },
  });
  expect(answer.ok()).toBe(true);
});

for (const [size, look] of Object.entries(SIZES)) {
  test(`axe finds nothing on any screen: ${size}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const ana = await Agent.signsIn(browser, desk, ANA, { ...look, ...CALM });
    for (const [screen, open] of Object.entries(SCREENS)) {
      await test.step(screen, () => check(ana.page, open, screen, size));
    }
    await ana.leaves();
  });

  test(`axe finds nothing before signing in, nor on the phones: ${size}`, async ({ browser }) => {
    for (const [screen, open] of Object.entries(OPEN_SCREENS)) {
      await test.step(screen, async () => {
        const context = await browser.newContext({ ...look, ...CALM });
        await check(await context.newPage(), open, screen, size);
        await context.close();
      });
    }
  });
}

async function openOwnMenu(page: Page) {
  await page.getByRole('button', { name: /^Ana Torres: / }).click();
  await expect(page.getByRole('menu')).toBeVisible();
}

/** A screen is opened once; between themes only its colours change. */
async function check(page: Page, open: (page: Page) => Promise<unknown>, screen: string, size: string) {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page);
  await takePicture(page, `${screen}, ${size}, light`);
  expect.soft(await violations(page), `axe on ${screen}, light`).toEqual([]);
  expect.soft(await widthOver(page), `${screen} is wider than the window`).toBe(0);
  // The dark colours are the same at every size: one look at them is enough, unless pictures are taken.
  if (size === 'phone' && !process.env.DESKBELL_PICTURES) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(settled);
  await takePicture(page, `${screen}, ${size}, dark`);
  // On a busy machine a last colour may still be on its way: what is wrong stays wrong.
  await softly
    .poll(() => colourViolations(page), { message: `axe on ${screen}, dark`, timeout: 5_000 })
    .toEqual([]);
}

/** In the page: its new colours are drawn, and what changes by and by has changed. */
async function settled() {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  await frame();
  await frame();
  const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(changes.map((change) => change.finished));
}

/** For people who want to look themselves. */
async function takePicture(page: Page, name: string) {
  if (process.env.DESKBELL_PICTURES) await page.screenshot({ path: `results/screens/${name}.png` });
}

/** How far the page, or a dialog on it, is wider than what shows of it. */
const widthOver = (page: Page) =>
  page.evaluate(() => {
    const dialogs = document.querySelectorAll('dialog[open], dialog[open] form');
    const parts = [document.documentElement, ...Array.from(dialogs)];
    return Math.max(...parts.map((part) => part.scrollWidth - part.clientWidth));
  });
