/** Work goes from hand to hand: given by a supervisor, by the keyboard, beyond what was agreed, and many at once. */
import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, BEN, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const CHLOE = { name: 'Chloé Martin', email: 'chloe@brightleaf.example' };
const NORA = 'Nora Field';

test('a supervisor gives out what waits, and the keyboard alone hands it on', async ({ browser }) => {
  const ben = await Agent.signsIn(browser, desk, BEN);
  const chloe = await Agent.signsIn(browser, desk, CHLOE);
  const nora = await Phone.ofSomebodyNew(browser, desk, NORA);
  await nora.writes('My grinder is noisy');
  await ben.view('Queue').click();
  await ben.row(NORA).click();

  await test.step('assigned, it is on her desk, and she is told', async () => {
    await ben.thread(NORA).getByRole('button', { name: 'Transfer' }).click();
    const dialog = ben.page.getByRole('dialog', { name: /^Transfer conversation/ });
    const option = dialog.getByRole('option', { name: CHLOE.name });
    await expect(option).toContainText(/\d+ of 8/);
    await option.click();
    await dialog.getByRole('button', { name: 'Assign' }).click();
    await expect(chloe.toast(`Assigned to you: ${NORA}`)).toBeVisible();
    await chloe.view('Mine').click();
    await expect(chloe.row(NORA)).toBeVisible();
  });

  await test.step('with nothing but keys she hands it to a queue', async () => {
    await chloe.row(NORA).click();
    await expect(chloe.thread(NORA)).toContainText('Active');
    await chloe.list('Mine').focus();
    await chloe.page.keyboard.press('t');
    const dialog = chloe.page.getByRole('dialog', { name: /^Transfer conversation/ });
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await chloe.page.keyboard.type('Billing');
    await chloe.page.keyboard.press('Enter');
    await expect(dialog.getByLabel('Note for them (optional)')).toBeFocused();
    await chloe.page.keyboard.type('Paid twice, it seems');
    await chloe.page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await ben.view('Queue').click();
    await ben.row(NORA).click();
    await expect(ben.messages).toContainText('transferred the conversation to the queue Billing');
    await expect(ben.messages).toContainText('Paid twice, it seems');
  });

  await test.step('what one of them has, the other can take over', async () => {
    await ben.accepts(NORA);
    const ana = await Agent.signsIn(browser, desk, ANA);
    await ana.page.goto(ben.page.url());
    await ana.thread(NORA).getByRole('button', { name: 'Take over' }).click();
    await expect(ana.thread(NORA).getByRole('tab', { name: 'Reply' })).toBeVisible();
    await expect(ben.messages).toContainText('took the conversation over');
    await ana.leaves();
  });
  await chloe.leaves();
  await ben.leaves();
});

test('who has as many as agreed is asked before taking one more', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const ben = await Agent.signsIn(browser, desk, BEN);
  await ana.page.goto(`${desk.address}/admin/agents/2`);
  await ana.page.getByLabel('Capacity').fill('1');
  await ana.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(ana.toast('Saved')).toBeVisible();
  await expect(ben.page.getByRole('button', { name: 'Ben Okafor: Busy (full)' })).toBeVisible();
  await ben.view('Queue').click();
  await ben.page.getByRole('option').first().click();
  await ben.page.getByRole('button', { name: 'Accept', exact: true }).click();
  const question = ben.page.getByRole('dialog', { name: 'You are at your capacity' });
  await question.getByRole('button', { name: 'Accept one more' }).click();
  await expect(ben.page.getByRole('tab', { name: 'Reply' })).toBeVisible();
  await ben.leaves();
  await ana.leaves();
});

test('a reply to what has moved meanwhile is asked about, and goes out if it is meant', async ({
  browser,
}) => {
  const UMA = 'Uma Reyes';
  const ana = await Agent.signsIn(browser, desk, ANA);
  const ben = await Agent.signsIn(browser, desk, BEN);
  const uma = await Phone.ofSomebodyNew(browser, desk, UMA);
  await uma.writes('Can I swap the beans?');
  await ana.view('Queue').click();
  await ana.row(UMA).click();
  await ana.accepts(UMA);
  // What she sees stays behind: her browser is cut off while a colleague hands it around.
  await ana.page.context().setOffline(true);
  await ana.composer.fill('Yes, you can.');
  await ana.composer.press('Enter');
  const [id] = /\d+/.exec(new URL(ana.page.url()).pathname) ?? [];
  const hands = (agent: number, note: string) =>
    ben.page.request.post(`${desk.address}/api/v1/conversations/${id}/transfers`, {
      data: { agent_id: agent, note, over_capacity: true },
      headers: { origin: desk.address },
    });
  expect((await hands(2, 'Let me look')).ok()).toBe(true);
  expect((await hands(1, 'All yours again')).ok()).toBe(true);
  await ana.page.context().setOffline(false);
  const question = ana.messages.getByRole('alert');
  await expect(question).toContainText('send anyway?');
  await question.getByRole('button', { name: 'Send anyway' }).click();
  await expect(uma.bubble('Yes, you can.')).toBeVisible();
  await expect(uma.bubble('Yes, you can.')).toHaveCount(1);
  await uma.leaves();
  await ben.leaves();
  await ana.leaves();
});

test('many are ended at once, and come back together', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  await ana.view('Mine').click();
  await expect(ana.page.getByRole('option').nth(1)).toBeVisible();
  await ana.list('Mine').focus();
  for (const key of ['Home', 'x', 'ArrowDown', 'x']) await ana.page.keyboard.press(key);
  const bar = ana.page.getByRole('group', { name: 'What to do with the selected' });
  await bar.getByRole('button', { name: 'Resolve' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
  const told = ana.toast('Resolved 2 conversations');
  await expect(told).toBeVisible();
  await told.getByRole('button', { name: 'Undo' }).click();
  await ana.view('All').click();
  await expect(ana.page.getByRole('option').first()).toBeVisible();
  await ana.leaves();
});

test('unread is a matter of each agent', async ({ browser }) => {
  const GUS = 'Gus Hale';
  const ana = await Agent.signsIn(browser, desk, ANA);
  const ben = await Agent.signsIn(browser, desk, BEN);
  const gus = await Phone.ofSomebodyNew(browser, desk, GUS);
  await gus.writes('Do you ship to Iceland?');
  await ben.view('Queue').click();
  await ana.view('Queue').click();
  await expect(ben.row(GUS)).toContainText('1 unread message');
  await ana.row(GUS).click();
  await expect(ana.row(GUS)).not.toContainText('unread');
  await expect(ben.row(GUS)).toContainText('1 unread message');
  await ana.thread(GUS).getByRole('button', { name: 'More actions' }).click();
  await ana.page.getByRole('menuitem', { name: 'Mark as unread' }).click();
  await expect(ana.row(GUS)).toContainText('1 unread message');
  await gus.leaves();
  await ben.leaves();
  await ana.leaves();
});
