/** An admin's work that others notice: people come and go, programs get keys, hours, words and colours change. */
import { expect, test, type Page } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, BEN, PASSWORD, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

test('somebody new comes to the team, leaves it, and comes back', async ({ browser }) => {
  const EVA = { name: 'Eva Lindgren', email: 'eva@brightleaf.example' };
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  await page.goto(`${desk.address}/admin/agents/new`);
  await page.getByLabel('Name', { exact: true }).fill(EVA.name);
  await page.getByLabel('E-mail').fill(EVA.email);
  await page.getByLabel('First password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Capacity').fill('1');
  await page.getByRole('checkbox', { name: 'Support' }).check();
  await button(page, 'Add agent').click();
  await expect(ana.toast(`${EVA.name} can sign in now`)).toBeVisible();
  const eva = await Agent.signsIn(browser, desk, EVA);

  await test.step('away is what she says she is, and colleagues see it', async () => {
    await eva.page.getByRole('button', { name: /^Eva Lindgren: / }).click();
    await eva.page.getByRole('menuitemcheckbox', { name: 'Away' }).click();
    await expect(page.getByRole('row', { name: new RegExp(EVA.name) })).toContainText('Away');
  });

  await test.step('deactivated, she is out at once and cannot come in', async () => {
    await page.getByRole('link', { name: EVA.name }).click();
    await button(page, 'Deactivate').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await expect(ana.toast(`${EVA.name} cannot sign in any more`)).toBeVisible();
    await expect(eva.page.getByLabel('E-mail')).toBeVisible();
    await eva.page.getByLabel('E-mail').fill(EVA.email);
    await eva.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button(eva.page, 'Sign in').click();
    await expect(
      eva.page.getByRole('alert').filter({ hasText: 'is deactivated: an admin can change that' }),
    ).toBeVisible();
  });

  await test.step('reactivated, she can', async () => {
    await button(page, 'Reactivate').click();
    await expect(ana.toast(`${EVA.name} can sign in again`)).toBeVisible();
    await button(eva.page, 'Sign in').click();
    await expect(eva.page.getByRole('button', { name: /^Eva Lindgren: / })).toBeVisible();
  });
  await eva.leaves();
  await ana.leaves();
});

test('a program gets a key that is shown once, and loses it', async ({ browser, request }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  await page.goto(`${desk.address}/admin/keys/new`);
  await page.getByLabel('Name', { exact: true }).fill('Nightly export');
  await button(page, 'Create').click();
  const once = page.getByRole('dialog', { name: 'The key “Nightly export”' });
  const key = (await once.locator('code').innerText()).trim();
  const asks = (path: string) =>
    request.get(`${desk.address}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect((await asks('/conversations')).status()).toBe(200);
  expect((await asks('/reports/summary')).status()).toBe(403);
  await button(page, 'I have copied it').click();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nightly export' })).toBeVisible();
  await expect(page.getByText(key)).toHaveCount(0);

  await button(page, 'Revoke: Nightly export').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(ana.toast('The key “Nightly export” is revoked')).toBeVisible();
  expect((await asks('/conversations')).status()).toBe(401);
  await ana.leaves();
});

test('a queue that is closed today answers by itself, once', async ({ browser }) => {
  const PIA = 'Pia Neves';
  const CLOSED = 'We are closed today, Pia.';
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;

  await test.step('hours without an opening, but for a holiday that has one', async () => {
    await page.goto(`${desk.address}/admin/hours/new`);
    await page.getByLabel('Name', { exact: true }).first().fill('Fairs');
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
      await button(page, `${day}: remove opening 1`).click();
    }
    await button(page, 'Add holiday').click();
    await page.getByLabel('Date').fill('2031-05-01');
    await page.getByLabel('Name', { exact: true }).last().fill('Coffee fair');
    await button(page, 'Coffee fair: add opening').click();
    await button(page, 'Create').click();
    await expect(ana.toast('The hours “Fairs” are there')).toBeVisible();
  });

  await test.step('the queue keeps them, and says so', async () => {
    await page.goto(`${desk.address}/admin/queues`);
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByLabel('Business hours').selectOption('Fairs');
    await page.getByLabel('Off-hours', { exact: true }).fill('We are closed today, {{first_name|there}}.');
    await button(page, 'Save').click();
    await expect(ana.toast('Saved')).toBeVisible();
  });

  await test.step('who writes is answered once', async () => {
    const pia = await Phone.ofSomebodyNew(browser, desk, PIA);
    await pia.writes('Is anybody there?');
    await expect(pia.bubble(CLOSED)).toBeVisible();
    await pia.writes('Hello?');
    await page.goto(`${desk.address}/queue`);
    await ana.row(PIA).click();
    await expect(ana.message('Hello?')).toBeVisible();
    await expect(pia.bubble(CLOSED)).toHaveCount(1);
    await pia.leaves();
  });
  await ana.leaves();
});

test('a tag is renamed, merged into another, and a label changes its colour', async ({ browser }) => {
  const ben = await Agent.signsIn(browser, desk, BEN);
  const { page } = ben;

  await test.step('what is renamed reads so at once', async () => {
    await page.goto(`${desk.address}/admin/tags`);
    await page.getByRole('link', { name: 'Praise' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Kind words');
    await button(page, 'Save').click();
    await expect(page.getByRole('rowheader', { name: 'Kind words' })).toBeVisible();
  });

  await test.step('what is merged is gone, and its conversations have the other', async () => {
    await page.getByRole('link', { name: 'Refund' }).click();
    await button(page, /Merge into another tag/).click();
    await page.getByRole('dialog').getByRole('combobox').fill('Billing');
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'Merge “Refund” into “Billing Issue”?' })
      .getByRole('button', { name: 'Merge' })
      .click();
    await expect(ben.toast('“Refund” is “Billing Issue” now')).toBeVisible();
    await expect(page.getByRole('rowheader', { name: 'Refund' })).toHaveCount(0);
  });

  await test.step('a label is made, put on a row, and colours it', async () => {
    await page.goto(`${desk.address}/admin/labels/new`);
    await page.getByLabel('Name', { exact: true }).fill('Call back');
    await page.getByRole('radio', { name: 'Green' }).check();
    await button(page, 'Create').click();
    await expect(ben.toast('The label “Call back” is there')).toBeVisible();
    await page.goto(`${desk.address}/queue`);
    const row = page.getByRole('listbox').getByRole('option').first();
    await row.click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'Call back' }).click();
    await expect(row).toContainText('Call back');
    await page.keyboard.press('Escape');
    await expect(row.locator('[style*="--label-green"]')).not.toHaveCount(0);
  });
  await ben.leaves();
});
