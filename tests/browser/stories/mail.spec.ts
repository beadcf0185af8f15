import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const LOU = 'Lou Varga';
const SUBJECT = 'Wet parcel';
const QUESTION = 'It rained on it. What now?';
const THANKS = 'Thank you, that is kind.';
/** The mail's frame runs no script, not even the one by which this story looks into it. */
const LOOKED_INTO = 'Blocked script execution';

test('somebody writes a mail, is answered with bold words, and answers in turn', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const lou = await Phone.ofSomebodyNew(browser, desk, LOU, 'E-mail');
  await ana.view('Queue').click();

  await test.step('the mail is a conversation with its subject', async () => {
    await lou.writesMail(SUBJECT, QUESTION);
    await expect(ana.row(LOU)).toContainText(SUBJECT);
    await ana.row(LOU).click();
    await ana.accepts(LOU);
  });

  await test.step('the answer comes as it was written, with the mail that it answers', async () => {
    await ana.composer.fill('Sorry! A **new one** is on its way.');
    await ana.composer.press('Control+Enter');
    const answer = lou.letters.filter({ hasText: 'Ana Torres' });
    const paper = answer.locator('iframe').contentFrame();
    await expect(paper.locator('strong').first()).toHaveText('new one');
    await expect(paper.getByText(QUESTION)).toBeVisible();
    await expect(lou.page.getByRole('heading', { name: SUBJECT })).toBeVisible();
  });

  await test.step('the next mail is in the same conversation, in its own words', async () => {
    await lou.answersMail(THANKS);
    const last = ana.messages.getByRole('article').last();
    await expect(last.locator('iframe').contentFrame().getByText(THANKS)).toBeVisible();
    await expect(last.locator('iframe').contentFrame().getByText(QUESTION)).toBeHidden();
    await ana.view('Mine').click();
    await expect(ana.row(LOU)).toContainText(THANKS);
  });

  expect(ana.complaints.filter((complaint) => !complaint.includes(LOOKED_INTO))).toEqual([]);
});
