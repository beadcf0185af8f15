import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const RITA = 'Rita Sousa';
const QUESTION = 'Wholesale prices for 20 kg a month, please';
const WELCOME = 'Welcome to Brightleaf wholesale, Rita.';
const OUTCOME = 'Sent the list for resellers';

test('a conversation is given out by itself, marked, answered with a few keys, and ends', async ({
  browser,
}) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const rita = await Phone.ofSomebodyNew(browser, desk, RITA);
  await ana.view('Mine').click();
  await expect(ana.list('Mine')).toBeVisible();

  await test.step('it is hers in the same moment, and she is told why', async () => {
    await rita.writes(QUESTION);
    await expect(ana.toast(`Assigned to you: ${RITA}`)).toContainText(QUESTION);
    await expect(rita.bubble(WELCOME)).toBeVisible();
    await ana.row(RITA).click();
    await expect(ana.thread(RITA)).toContainText('Active');
    await expect(ana.messages).toContainText('Assigned to Ana Torres: the only one online in Wholesale');
  });

  await test.step('a label by a right click, and the row shows its colour', async () => {
    await ana.row(RITA).click({ button: 'right' });
    await ana.page.getByRole('menuitemcheckbox', { name: 'Follow-up Required' }).click();
    await expect(ana.row(RITA)).toContainText('Follow-up Required');
  });

  await test.step('a tag by the keyboard', async () => {
    await ana.list('Mine').focus();
    await ana.page.keyboard.press('#');
    await ana.page.getByRole('dialog').getByRole('option', { name: 'Wholesale' }).click();
    await ana.page.keyboard.press('Escape');
    await expect(ana.messages).toContainText('Wholesale');
  });

  await test.step('a slash, and the text stands there with her name in it', async () => {
    await ana.composer.focus();
    await ana.page.keyboard.type('/me');
    await expect(ana.page.getByRole('dialog', { name: 'Canned messages' })).toContainText(
      'Hi Rita, Ana here',
    );
    await ana.page.keyboard.press('Enter');
    await expect(ana.composer).toHaveValue('Hi Rita, Ana here: I look after you today.');
    await ana.composer.press('Enter');
    await expect(rita.bubble('Hi Rita, Ana here')).toBeVisible();
    await expect(ana.thread(RITA)).toContainText('Pending');
  });

  await test.step('she ends it with a note, and takes that back', async () => {
    await ana.thread(RITA).getByRole('button', { name: 'Resolve', exact: true }).click();
    const dialog = ana.page.getByRole('dialog', { name: /^Resolve/ });
    await dialog.getByLabel('Note (optional)').fill(OUTCOME);
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await ana
      .toast(/Conversation #\d+ resolved/)
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect(ana.toast(/is open again/)).toBeVisible();
    await ana.view('Mine').click();
    await ana.row(RITA).click();
    await expect(ana.messages).toContainText(OUTCOME);
  });

  await test.step('a day passes in silence, and it ends by itself', async () => {
    await rita.letsADayPass();
    await expect(ana.thread(RITA)).toContainText('Resolved');
    await ana.view('Mine').click();
    await expect(ana.row(RITA)).toHaveCount(0);
    await ana.view('Closed').click();
    await expect(ana.row(RITA)).toBeVisible();
  });

  await test.step('narrows the list by a few letters, and the address keeps it', async () => {
    const { page } = ana;
    const filters = page.getByRole('group', { name: 'Active filters' });
    await page.keyboard.press('f');
    await expect(page.getByRole('combobox', { name: 'Filter and sort' })).toBeFocused();
    await page.keyboard.type('e-mail');
    await page.keyboard.press('Enter');
    await expect(filters).toContainText('E-mail');
    await expect(ana.row(RITA)).toHaveCount(0);
    await page.reload();
    await expect(filters).toContainText('E-mail');
    await expect(ana.row(RITA)).toHaveCount(0);
    await page.goBack();
    await expect(ana.row(RITA)).toBeVisible();
    await expect(filters).toHaveCount(0);
  });

  expect(ana.complaints).toEqual([]);
});
