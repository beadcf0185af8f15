import { expect, test } from '@playwright/test';
import { Agent, SCREEN } from '../support/agent';
import { ANA, PASSWORD, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const MIRA = 'Mira Kovač';
const ANSWER = 'The blue tin is back on Monday.';
const NOTE = 'Asked for the blue tin';

test('an agent signs in, answers and resolves without a mouse', async ({ browser }) => {
  const context = await browser.newContext({ viewport: SCREEN });
  const ana = new Agent(await context.newPage());
  const { keyboard } = ana.page;

  await test.step('signs in', async () => {
    await ana.page.goto(desk.address);
    await expect(ana.page.getByLabel('E-mail')).toBeFocused();
    await keyboard.type(ANA.email);
    await keyboard.press('Tab');
    await expect(ana.page.getByLabel('Password', { exact: true })).toBeFocused();
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await expect(ana.view('Mine')).toBeVisible();
  });

  await test.step('goes to the queue and opens whoever has just written', async () => {
    const mira = await Phone.ofSomebodyNew(browser, desk, MIRA);
    await mira.writes('When is the blue tin back?');
    await keyboard.press('g');
    await keyboard.press('q');
    await expect(ana.view('Queue')).toHaveAttribute('aria-current', 'page');
    await expect(ana.row(MIRA)).toBeVisible();
    // The longest waiting stands first, so the newest is the last one.
    await tabTo(ana, ana.list('Queue'));
    await keyboard.press('End');
    await expect(ana.row(MIRA)).toBeInViewport();
    await keyboard.press('Enter');
    await expect(ana.thread(MIRA)).toBeVisible();
  });

  await test.step('accepts, answers by Enter, and sees it leave', async () => {
    await expect(ana.message('When is the blue tin back?')).toBeVisible();
    await keyboard.press('a');
    await expect(ana.composer).toBeVisible();
    await keyboard.press('r');
    await expect(ana.composer).toBeFocused();
    await keyboard.type(ANSWER);
    await keyboard.press('Enter');
    await expect(ana.delivery(ANSWER)).toHaveAccessibleName(/Delivery: (Sent|Delivered|Read)/);
    await expect(ana.composer).toBeFocused();
  });

  await test.step('resolves with a note', async () => {
    await keyboard.press('Escape');
    await keyboard.press('e');
    const dialog = ana.page.getByRole('dialog', {
      name: /^Resolve conversation/,
    });
    await expect(dialog.getByLabel('Note (optional)')).toBeFocused();
    await keyboard.type(NOTE);
    await keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(ana.thread(MIRA)).toContainText('Resolved');
  });
});

/** By Tab alone, as often as there are stops on the page. */
async function tabTo(agent: Agent, target: ReturnType<Agent['list']>) {
  const STOPS_MAX = 40;
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await agent.page.keyboard.press('Tab');
  }
  throw new Error(`Tab did not reach the target within ${STOPS_MAX} stops`);
}
