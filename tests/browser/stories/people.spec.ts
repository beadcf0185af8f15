/** What is known about the people who write: told in place, brought in from a list, kept out. */
import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

test('what is known about a person is written where it is read', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  await page.goto(`${desk.address}/contacts/2`);
  await expect(page.getByRole('heading', { name: 'Joe Bennett', level: 2 })).toBeAttached();
  await page.getByLabel('Club level').selectOption('Barista');
  const orders = page.getByRole('spinbutton', { name: 'Orders so far' });
  await orders.fill('41');
  await orders.press('Enter');
  await page.reload();
  await expect(page.getByLabel('Club level')).toHaveValue('Barista');
  await expect(orders).toHaveValue('41');
  await expect(page.getByRole('region', { name: 'Conversations' }).getByRole('link').first()).toBeVisible();
  await ana.leaves();
});

test('who is blocked disturbs nobody until unblocked', async ({ browser }) => {
  const TIM = 'Tim Spam';
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  const tim = await Phone.ofSomebodyNew(browser, desk, TIM);
  await tim.writes('Buy my watches');
  await page.goto(`${desk.address}/queue`);
  await expect(ana.row(TIM)).toBeVisible();

  await page.goto(`${desk.address}/contacts`);
  await page.getByRole('searchbox', { name: 'Find a name, number or address' }).fill(TIM);
  await page.getByRole('link', { name: new RegExp(TIM) }).click();
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await expect(ana.toast(`${TIM} is blocked`)).toBeVisible();

  await tim.writes('Really good watches');
  await page.goto(`${desk.address}/queue`);
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(ana.row(TIM)).toHaveCount(0);

  await page.goto(`${desk.address}/contacts`);
  await page.getByRole('searchbox', { name: 'Find a name, number or address' }).fill(TIM);
  await page.getByRole('link', { name: new RegExp(TIM) }).click();
  await page.getByRole('button', { name: 'Unblock', exact: true }).click();
  await expect(ana.toast(`${TIM} is no longer blocked`)).toBeVisible();
  await tim.writes('Sorry. Do you repair watches?');
  await page.goto(`${desk.address}/queue`);
  await expect(ana.row(TIM)).toContainText('Do you repair watches?');
  await tim.leaves();
  await ana.leaves();
});

test('a list of people comes in, and what is wrong with it is told', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  const brings = async (name: string, bytes: Buffer) => {
    await page.goto(`${desk.address}/contacts`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Import CSV' }).click();
    await page.getByLabel(/CSV file/).setInputFiles({ name, mimeType: 'text/csv', buffer: bytes });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    return page.getByRole('dialog', { name: 'Import CSV' });
  };

  await test.step('good lines are taken, the others named', async () => {
    const list = 'name,phone,attr.orders\nJosé Prado,+34 600 111 222,3\nNobody,not a number,1\n';
    const dialog = await brings('people.csv', Buffer.from(list));
    await expect(dialog).toContainText('1 contact created.');
    await expect(dialog.getByRole('list', { name: 'Skipped lines' })).toContainText('Line 3:');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('searchbox', { name: 'Find a name, number or address' }).fill('Prado');
    await expect(page.getByRole('link', { name: /José Prado/ })).toBeVisible();
  });

  await test.step('a file in an older encoding spoils no name', async () => {
    const dialog = await brings('old.csv', Buffer.from('name,phone\nJos\xe9,+34 600 111 223\n', 'latin1'));
    await expect(dialog.getByRole('alert')).toContainText('UTF-8');
  });

  await test.step('all of them go out again', async () => {
    const answer = await page.request.get(`${desk.address}/api/v1/contacts/export`);
    expect(answer.ok()).toBe(true);
    expect(await answer.text()).toContain('José Prado');
  });
  await ana.leaves();
});

test('the desk writes first', async ({ browser }) => {
  const LEO = 'Leo Marsh';
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  const leo = await Phone.ofSomebodyNew(browser, desk, LEO);
  await leo.writes('Please tell me when the new harvest is in.');
  await page.goto(`${desk.address}/queue`);
  await ana.row(LEO).click();
  await ana.accepts(LEO);
  await ana.writes('I will.');
  await page
    .getByRole('region', { name: `Conversation with ${LEO}` })
    .getByRole('button', { name: 'Resolve' })
    .click();
  await page
    .getByRole('dialog', { name: /^Resolve/ })
    .getByRole('button', { name: 'Resolve' })
    .click();
  await expect(ana.toast(/resolved/)).toBeVisible();

  await page.getByRole('listbox').focus();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Start a conversation' });
  await dialog.getByRole('combobox', { name: 'To' }).fill('Leo Ma');
  await dialog.getByRole('option', { name: LEO }).click();
  await dialog.getByLabel('Message').fill('The new harvest is in.');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(leo.bubble('The new harvest is in.')).toBeVisible();
  await expect(ana.thread(LEO)).toContainText('Pending');
  await leo.leaves();
  await ana.leaves();
});
