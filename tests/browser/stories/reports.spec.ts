/** A supervisor reads what happened. */
import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';

const desk = company();

test('reports are of the time and the part that is asked for, to see and to take along', async ({
  browser,
}) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const { page } = ana;
  await page.goto(`${desk.address}/reports`);

  await test.step('by tag, over thirty days', async () => {
    await page.getByText('30 days', { exact: true }).click();
    await page.getByLabel('By', { exact: true }).selectOption('Tag');
    await expect(page.getByRole('rowheader', { name: 'Billing Issue' })).toBeVisible();
    await expect(page).toHaveURL(/by=tag/);
  });

  await test.step('of one queue only, and the address keeps it', async () => {
    await page.getByLabel('Queue', { exact: true }).selectOption('Billing');
    await expect(page).toHaveURL(/queue=/);
    await page.reload();
    await expect(page.getByLabel('Queue', { exact: true }).locator('option:checked')).toHaveText('Billing');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(page).not.toHaveURL(/queue=/);
  });

  await test.step('a chart is a table for who wants one', async () => {
    await page.getByRole('button', { name: 'Show as table' }).first().click();
    await expect(page.getByRole('columnheader', { name: 'Day', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Show as chart' }).first().click();
    await expect(page.getByRole('img', { name: /^Per day/ })).toBeVisible();
  });

  await test.step('the table goes into a spreadsheet', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('deskbell-by-tag.csv');
  });

  await test.step('who has how much to do stands below', async () => {
    await expect(page.getByRole('row', { name: /Ben Okafor/ })).toContainText(/\d+ of \d+/);
  });
  await ana.leaves();
});
