import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const OMAR = 'Omar Haddad';
const QUESTION = 'Do you grind for a moka pot?';
const DRAFT = 'Yes, we do: choose medium-fine';
const OFFLINE = 'Yes, we do: choose medium-fine at the checkout.';
const MEANWHILE = 'And which beans would you take?';

test('the server dies while an agent writes, and nothing is lost or doubled', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const omar = await Phone.ofSomebodyNew(browser, desk, OMAR);
  const banner = ana.page.getByRole('status').filter({ hasText: 'Reconnecting' });

  await test.step('a draft is open when the server is killed', async () => {
    await ana.view('Queue').click();
    await omar.writes(QUESTION);
    await ana.row(OMAR).click();
    await ana.accepts(OMAR);
    await ana.composer.fill(DRAFT);
    await desk.kill();
    await expect(banner).toBeVisible();
    await expect(ana.composer).toHaveValue(DRAFT);
  });

  await test.step('what is written now waits', async () => {
    await ana.writes(OFFLINE);
    await expect(ana.message(OFFLINE)).toHaveCount(1);
    await expect(ana.message(OFFLINE)).toContainText(/Waiting for the connection|Sending/);
    await ana.composer.fill('Tell me');
  });

  await test.step('the customer writes to the desk where this agent cannot reach it', async () => {
    await desk.start({ elsewhere: true });
    await omar.follows(desk);
    await omar.writes(MEANWHILE);
    const ticks = omar.bubble(MEANWHILE).getByRole('img', { name: 'delivered', exact: true });
    await expect(ticks.or(omar.bubble(MEANWHILE).getByRole('img', { name: 'read' }))).toBeVisible();
    await desk.stop();
    await expect(ana.message(MEANWHILE)).toHaveCount(0);
    await expect(banner).toBeVisible();
  });

  await test.step('the server is back, and so is everything, once', async () => {
    await desk.start();
    await expect(banner).toHaveCount(0, { timeout: 40_000 });
    await expect(ana.message(MEANWHILE)).toHaveCount(1);
    await expect(ana.message(QUESTION)).toHaveCount(1);
    await expect(ana.composer).toHaveValue('Tell me');
  });

  await test.step('the waiting message is sent once, after the agent has seen what came before it', async () => {
    const anyway = ana.message(OFFLINE).getByRole('button', { name: 'Send anyway' });
    await expect(anyway.or(ana.delivery(OFFLINE))).toBeVisible({ timeout: 20_000 });
    if (await anyway.isVisible()) await anyway.click();
    await omar.follows(desk);
    await expect(omar.bubble(OFFLINE)).toHaveCount(1, { timeout: 20_000 });
    await expect(ana.delivery(OFFLINE)).toHaveAccessibleName('Delivery: Read');
    await expect(ana.message(OFFLINE)).toHaveCount(1);
  });

  await test.step('a reload shows the same', async () => {
    await ana.page.reload();
    for (const words of [QUESTION, MEANWHILE, OFFLINE]) await expect(ana.message(words)).toHaveCount(1);
    await expect(ana.composer).toHaveValue('Tell me');
    await omar.page.reload();
    await expect(omar.bubble(OFFLINE)).toHaveCount(1);
  });
});
