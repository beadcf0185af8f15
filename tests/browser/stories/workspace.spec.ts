/** An admin arranges the desk; a colleague and a customer notice. */
import { expect, test } from '@playwright/test';
import { violations } from '../support/accessibility';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';

const desk = company();

test('an admin makes a queue, sends refunds to it, and sees what would happen', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;

  await test.step('makes the queue', async () => {
    await page.goto(`${desk.address}/admin/queues/new`);
    await page.getByLabel('Name', { exact: true }).fill('Refunds');
    await page.getByLabel('Who gets the next one').selectOption('manual');
    await page.getByLabel('Welcome', { exact: true }).fill('Hi {{first_name|there}}, we look into it.');
    await expect(page.getByText('Hi Mira, we look into it.')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(ana.toast('The queue “Refunds” is there')).toBeVisible();
  });

  await test.step('makes the rule and puts it first by the keyboard', async () => {
    await page.goto(`${desk.address}/admin/routing/new`);
    await page.getByLabel('Name', { exact: true }).fill('Money back');
    await page.getByLabel('Values of condition 1').fill('refund');
    await page.keyboard.press('Enter');
    await page.getByLabel('Send to').selectOption('Refunds');
    await page.getByRole('button', { name: 'Create' }).click();
    const rules = page.getByRole('list', { name: 'Routing' }).getByRole('listitem');
    const rule = page.getByRole('link', { name: /^Money back/ });
    await rule.focus();
    const others = (await rules.count()) - 1;
    for (let step = 0; step < others; step++) {
      await rule.focus();
      await page.keyboard.press('Alt+ArrowUp');
    }
    await expect(rules.first()).toContainText('Money back');
    await page.reload();
    await expect(rules.first()).toContainText('Money back');
  });

  await test.step('asks what would happen', async () => {
    await page.getByLabel('First message').fill('Refund, please');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(page.getByText('by the rule “Money back”.')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  await test.step('cannot delete the queue while the rule leads to it', async () => {
    await page.goto(`${desk.address}/admin/queues`);
    await page.getByRole('link', { name: 'Refunds' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('alert')).toContainText(/\w/);
  });

  await test.step('is asked before what is written is lost', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Money');
    await page.goBack();
    const question = page.getByRole('dialog', {
      name: 'Leave without saving?',
    });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Money');
    await page.getByRole('link', { name: 'Agents' }).click();
    await question.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
  });
  await ana.leaves();
});

test('a contact is made, told about, and joined with another', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  const make = async (name: string, phone: string) => {
    await page.goto(`${desk.address}/contacts/new`);
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Phone').fill(phone);
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('heading', { name, level: 2 })).toBeAttached();
  };
  await make('Zoe Quinn', '+351 911 222 333');
  await make('Z. Quinn', '+351 911 222 334');

  await page.getByLabel('Add note').fill('Likes light roasts');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Likes light roasts')).toBeVisible();
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('Zoe Quinn-Silva');
  await name.press('Enter');
  await expect(page.getByRole('link', { name: /Zoe Quinn-Silva/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Merge…' }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('zoe quinn');
  await page
    .getByRole('option', { name: /^Zoe Quinn/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
  const addresses = page.getByRole('region', { name: 'Addresses' });
  await expect(addresses).toContainText('+351911222333');
  await page.getByRole('button', { name: /^Unmerge/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unmerge' }).click();
  await expect(addresses).not.toContainText('+351911222333');
  await ana.leaves();
});
