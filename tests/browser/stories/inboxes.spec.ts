import { expect, test, type Page } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

/** The number of the demo that no inbox has yet. */
const NUMBER = {
  'Phone number ID': '106540000000002',
  'WhatsApp Business Account ID': '102290000000001',
  'Access token': 'simulated-access-token',
  'App secret': 'simulated-app-secret',
};
/** One check waits a while after the other. */
const CHECKED = { timeout: 20_000 };
const IVO = 'Ivo Lang';
const ORDER = 'Twenty kilos a week, please';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an admin connects a number, checks it, and it takes messages', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  const well = page.getByRole('status').filter({ hasText: 'All is well' });

  await test.step('what Meta shows is entered, and a slip is told', async () => {
    await page.goto(`${desk.address}/admin/inboxes`);
    await page.getByRole('link', { name: 'Add inbox' }).click();
    await page.getByRole('radio', { name: /^WhatsApp/ }).check();
    await button(page, 'Next').click();
    await page.getByLabel('Name', { exact: true }).fill('Wholesale');
    for (const [label, value] of Object.entries(NUMBER)) await page.getByLabel(label).fill(value);
    await page.getByLabel('Phone number ID').fill('+1 555 010 0002');
    await expect(page.getByText('Only digits: copy it once more.')).toBeVisible();
    await page.getByLabel('Phone number ID').fill(NUMBER['Phone number ID']);
    await button(page, 'Connect inbox').click();
  });

  await test.step('it says what Meta must be told', async () => {
    await expect(page.getByRole('heading', { name: 'Step 3 of 4' })).toBeFocused();
    await expect(page.getByText(`${desk.address}/hooks/whatsapp`)).toBeVisible();
    await button(page, 'Done: subscribe and check').click();
  });

  await test.step('the check names what works, and what has not been seen yet', async () => {
    await expect(page.getByRole('heading', { name: 'Step 4 of 4' })).toBeFocused();
    for (const title of ['Access token', 'Permissions', 'Phone number', 'Subscription']) {
      await expect(page.getByRole('listitem').filter({ hasText: title })).toContainText('In order');
    }
    await expect(well).toHaveCount(0);
  });

  await test.step('a first message makes the rest green by itself', async () => {
    const ivo = await Phone.ofSomebodyNew(browser, desk, IVO);
    await ivo.page.getByLabel('Business number').selectOption('Brightleaf Wholesale');
    await ivo.writes(ORDER);
    await expect(well).toBeVisible(CHECKED);
    await button(page, 'Finish').click();
    await expect(ana.toast('Wholesale')).toBeVisible();
    await page.goto(`${desk.address}/queue`);
    await ana.row(IVO).click();
    await expect(ana.message(ORDER)).toBeVisible();
    await expect(ana.thread(IVO)).toContainText('Wholesale');
  });

  await test.step('a token that ends is found by the check page, with what to do', async () => {
    const phones = new URL(desk.phones);
    await page.request.put(new URL('/control/faults', phones).href, {
      data: { faults: [{ kind: 'token_expired' }] },
    });
    await page.goto(`${desk.address}/admin/inboxes`);
    await page.getByRole('link', { name: 'Check' }).last().click();
    await expect(page.getByRole('heading', { name: 'Check of Wholesale' })).toBeVisible();
    const token = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: /^Access token/ }) });
    await expect(token).toContainText('Not working');
    await expect(token).toContainText('What to do');
  });

  expect(ana.complaints).toEqual([]);
});
