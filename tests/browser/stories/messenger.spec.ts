import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const LOU = 'Lou Varga';
const QUESTION = 'Which grinder would you take?';
const ASKED = 'How do you brew?';
const HINTS = ['Then it is the small one.', 'It comes with a brush.'] as const;

test('somebody on Messenger is answered with quick replies and cards, and taps', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const lou = await Phone.ofSomebodyNew(browser, desk, LOU, 'Messenger');
  await ana.view('Queue').click();
  await lou.writes(QUESTION);
  await expect(ana.row(LOU)).toContainText('Messenger');
  await ana.row(LOU).click();
  await ana.accepts(LOU);
  const builder = ana.page.getByRole('dialog', { name: 'Buttons, lists and cards' });
  const open = ana.page.getByRole('button', { name: 'Buttons, lists and cards' });
  const part = (name: string) => builder.getByRole('group', { name, exact: true });
  const send = builder.getByRole('button', { name: 'Send', exact: true });

  await test.step('quick replies lie below the question until one is tapped', async () => {
    await ana.composer.fill(ASKED);
    await open.click();
    await part('Quick reply 1').getByLabel('Title').fill('Espresso');
    await builder.getByRole('button', { name: 'Add a quick reply' }).click();
    await part('Quick reply 2').getByLabel('Title').fill('Filter');
    await send.click();
    await lou.taps('Filter');
    await expect(ana.message('Chose')).toContainText('Filter');
    await expect(lou.messages.getByRole('button', { name: 'Espresso' })).toHaveCount(0);
  });

  await test.step('a card offers the grinder, and its button is tapped', async () => {
    await open.click();
    await builder.getByText('Cards', { exact: true }).click();
    await part('Card 1').getByLabel('Title', { exact: true }).fill('Hand grinder');
    await part('Card 1').getByLabel('Subtitle').fill('For one or two cups');
    await builder.getByRole('button', { name: 'Add a button' }).click();
    await part('Button 1').getByText('Answers').click();
    await part('Button 1').getByLabel('Title').fill('Take it');
    await send.click();
    await expect(lou.bubble('Hand grinder')).toContainText('For one or two cups');
    await lou.taps('Take it');
    await expect(ana.message('Chose').last()).toContainText('Take it');
  });

  await test.step('what waits while the phone is away is read as one', async () => {
    await lou.goesOffline();
    for (const words of HINTS) {
      await ana.writes(words);
      await expect(ana.delivery(words)).toHaveAccessibleName('Delivery: Sent');
    }
    await lou.comesOnline();
    for (const words of HINTS) await expect(lou.bubble(words)).toHaveCount(1);
    await expect(ana.delivery(HINTS[1])).toHaveAccessibleName('Delivery: Read');
    await expect(ana.delivery(ASKED)).toHaveAccessibleName('Delivery: Read');
  });

  await test.step('a heart from one side, a thumb from the other', async () => {
    await lou.holds(HINTS[0]);
    await lou.messages.getByRole('button', { name: 'React with ❤️' }).click();
    await expect(ana.message(HINTS[0]).getByRole('img', { name: '❤️ by the customer' })).toBeVisible();
    await ana.message(QUESTION).getByRole('button', { name: 'React with an emoji' }).click();
    await ana.page.keyboard.type('thumbs up');
    await ana.page.keyboard.press('Enter');
    await expect(lou.bubble(QUESTION)).toContainText('👍');
  });

  expect(ana.complaints).toEqual([]);
});
