import { expect, test, type Browser } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, BEN, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

/** The connection is tried again ever less often, and the waiting message after it. */
const BACK = { timeout: 40_000 };

test('a message that is written while the server is away is sent once when it is back', async ({
  browser,
}) => {
  const { ana, customer, banner } = await conversation(
    browser,
    'Omar Haddad',
    'Do you grind for a moka pot?',
  );
  const answer = 'Yes, we do: choose medium-fine at the checkout.';

  await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await ana.composer.fill('Yes, we do');
  await desk.kill();
  await expect(banner).toBeVisible();
  await expect(ana.composer).toHaveValue('Yes, we do');
  await ana.writes(answer);
  await expect(ana.composer).toHaveValue('');
  await expect(ana.message(answer)).toHaveCount(1);
  await expect(ana.message(answer)).toContainText('Waiting for the connection');

  await test.step('the page opens without the server, and goes on when it is there', async () => {
    await ana.page.reload();
    await expect(ana.page.getByRole('button', { name: 'Try again' })).toBeVisible();
    await desk.start();
    await expect(ana.message(answer)).toHaveCount(1, BACK);
  });
  await expect(banner).toHaveCount(0, BACK);
  await customer.follows(desk);
  await expect(customer.bubble(answer)).toHaveCount(1, BACK);
  await expect(ana.delivery(answer)).toHaveAccessibleName('Delivery: Read');
  await expect(ana.message(answer)).toHaveCount(1);

  await ana.page.reload();
  await expect(ana.message(answer)).toHaveCount(1);
  await customer.page.reload();
  await expect(customer.bubble(answer)).toHaveCount(1);
});

test('what the customer wrote while an agent was cut off is caught up once', async ({ browser }) => {
  const { ana, customer, banner } = await conversation(browser, 'Lena Fischer', 'Which beans for espresso?');
  const answer = 'The dark roast.';
  const meanwhile = 'And for a French press?';

  await desk.kill();
  await ana.writes(answer);
  await ana.composer.fill('A draft');
  await test.step('the customer goes on, at a server this agent cannot reach', async () => {
    await desk.start({ elsewhere: true });
    await customer.follows(desk);
    await customer.writes(meanwhile);
    await expect(customer.bubble(meanwhile).getByRole('img', { name: /^(delivered|read)$/ })).toBeVisible();
    await desk.stop();
    await expect(banner).toBeVisible();
    await expect(ana.message(meanwhile)).toHaveCount(0);
  });

  await desk.start();
  await expect(banner).toHaveCount(0, BACK);
  await expect(ana.message(meanwhile)).toHaveCount(1);
  await expect(ana.composer).toHaveValue('A draft');
  await customer.follows(desk);
  await expect(customer.bubble(answer)).toHaveCount(1, BACK);

  await ana.page.reload();
  for (const words of ['Which beans for espresso?', meanwhile, answer]) {
    await expect(ana.message(words)).toHaveCount(1);
  }
  await expect(ana.composer).toHaveValue('A draft');
});

test('an agent who was cut off does not talk over the colleague who took over meanwhile', async ({
  browser,
}) => {
  const { ana, customer, banner } = await conversation(browser, 'Paul Weber', 'Do you ship to Austria?');
  const late = 'I will ask.';
  const answer = 'Yes, within three days.';

  await desk.kill();
  await ana.writes(late);
  await test.step('a colleague takes over and answers, at a server she cannot reach', async () => {
    await desk.start({ elsewhere: true });
    const ben = await Agent.signsIn(browser, desk, BEN);
    await customer.follows(desk);
    await ben.view('All').click();
    await ben.row('Paul Weber').click();
    await ben.page.getByRole('button', { name: 'Take over' }).click();
    await ben.writes(answer);
    await expect(customer.bubble(answer)).toHaveCount(1);
    await ben.leaves();
    await desk.stop();
  });

  await desk.start();
  await expect(banner).toHaveCount(0, BACK);
  await expect(ana.message(answer)).toHaveCount(1);
  await expect(ana.message(late).getByRole('alert')).toContainText('Ben Okafor has this conversation', BACK);
  await customer.follows(desk);
  await expect(customer.bubble(answer)).toHaveCount(1);
  await expect(customer.bubble(late)).toHaveCount(0);
  await ana.message(late).getByRole('button', { name: 'Discard' }).click();
  await expect(ana.message(late)).toHaveCount(0);
});

/** A customer has written, and this agent has accepted. */
async function conversation(browser: Browser, name: string, question: string) {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const customer = await Phone.ofSomebodyNew(browser, desk, name);
  await ana.view('Queue').click();
  await customer.writes(question);
  await ana.row(name).click();
  await ana.accepts(name);
  await expect(ana.message(question)).toHaveCount(1);
  return {
    ana,
    customer,
    banner: ana.page.getByRole('status').filter({ hasText: 'Reconnecting' }),
  };
}
