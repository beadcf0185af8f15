/** What WhatsApp carries beside plain words, between a phone and the desk. */
import { expect, test, type Browser } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

test('buttons and a list are built, tapped, and answered by what was chosen', async ({ browser }) => {
  const { ana, customer } = await conversation(browser, 'Greta Holm', 'I want to change my order');
  const builder = ana.page.getByRole('dialog', { name: 'Buttons, lists and cards' });
  const open = ana.page.getByRole('button', { name: 'Buttons, lists and cards' });
  const preview = builder.getByRole('group', { name: 'As the customer will see it' });
  const part = (name: string) => builder.getByRole('group', { name, exact: true });

  await test.step('two buttons stand below what she has written', async () => {
    await ana.composer.fill('What shall we do with it?');
    await open.click();
    await part('Button 1').getByLabel('Title').fill('Send later');
    await builder.getByRole('button', { name: 'Add a button' }).click();
    await part('Button 2').getByLabel('Title').fill('Send later');
    await expect(builder).toContainText('customers could not tell them apart');
    await part('Button 2').getByLabel('Title').fill('Cancel it');
    await expect(preview).toContainText('What shall we do with it?');
    await expect(preview).toContainText('Cancel it');
    await builder.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(builder).toHaveCount(0);
    await expect(ana.composer).toHaveValue('');
  });

  await test.step('one is tapped, and stands in the thread as what was chosen', async () => {
    await expect(customer.bubble('What shall we do with it?')).toContainText('Cancel it');
    await customer.taps('Send later');
    await expect(ana.message('Chose')).toContainText('Send later');
    await expect(ana.message('Chose').getByRole('button', { name: /What shall we do/ })).toBeVisible();
  });

  await test.step('a list asks when', async () => {
    await ana.composer.fill('When shall it come?');
    await open.click();
    await builder.getByText('List', { exact: true }).click();
    await builder.getByLabel('Button that opens the list').fill('Days');
    await part('Row 1').getByLabel('Title').fill('Monday');
    await builder.getByRole('button', { name: 'Add a row' }).click();
    await part('Row 2').getByLabel('Title').fill('Friday');
    await part('Row 2').getByLabel('Description (optional)').fill('After six in the evening');
    await ana.page.keyboard.press('Control+Enter');
    await expect(builder).toHaveCount(0);
  });

  await test.step('a row is chosen on the phone', async () => {
    await customer.taps('Days');
    await customer.messages.getByRole('button', { name: /^Friday/ }).click();
    await expect(ana.message('Chose').last()).toContainText('Friday');
    await ana.message('When shall it come?').first().getByText('List: Days').click();
    await expect(ana.message('When shall it come?').first()).toContainText('After six in the evening');
  });
  expect(ana.complaints).toEqual([]);
});

test('both sides react, and what the customer changes afterwards is seen', async ({ browser }) => {
  const ORDER = 'Two bags of the dark roast, please';
  const CHANGED = 'Three bags of the dark roast, please';
  const ANSWER = 'They are packed.';
  const { ana, customer } = await conversation(browser, 'Hugo Lima', ORDER);
  const actions = async (words: string, name: string) => {
    await ana.message(words).getByRole('button', { name: 'Actions for this message' }).click();
    await ana.page.getByRole('menuitem', { name, exact: true }).click();
  };

  await test.step('she reacts, and takes it back', async () => {
    await actions(ORDER, 'React');
    await ana.page.getByRole('textbox', { name: 'Find an emoji' }).fill('thumbs up');
    await ana.page.keyboard.press('Enter');
    await expect(customer.bubble(ORDER)).toContainText('👍');
    await ana.message(ORDER).getByRole('button', { name: '👍 by Ana Torres: take it back' }).click();
    await expect(customer.bubble(ORDER)).not.toContainText('👍');
    await expect(ana.message(ORDER)).not.toContainText('👍');
  });

  await test.step('he reacts to her answer, and thinks better of it', async () => {
    await ana.writes(ANSWER);
    await expect(customer.bubble(ANSWER)).toBeVisible();
    await customer.holds(ANSWER);
    await customer.messages.getByRole('button', { name: '🙏' }).click();
    await expect(ana.message(ANSWER).getByRole('img', { name: '🙏 by the customer' })).toBeVisible();
    await customer.holds(ANSWER);
    await customer.messages.getByRole('button', { name: 'Take the reaction back' }).click();
    await expect(ana.message(ANSWER)).not.toContainText('🙏');
  });

  await test.step('an edit shows, and what it said before', async () => {
    await customer.holds(ORDER);
    await customer.messages.getByRole('button', { name: 'Edit', exact: true }).click();
    await customer.messages.getByRole('textbox', { name: 'Edit' }).fill(CHANGED);
    await customer.page.keyboard.press('Enter');
    await ana.message(CHANGED).getByRole('button', { name: 'Edited once' }).click();
    await expect(ana.page.getByRole('dialog', { name: 'What it said before' })).toContainText(ORDER);
    await ana.page.keyboard.press('Escape');
  });

  await test.step('a deletion shows, and what was deleted on request', async () => {
    await customer.holds(CHANGED);
    await customer.messages.getByRole('button', { name: 'Delete for everyone' }).click();
    const gone = ana.message('This message was deleted');
    await expect(gone).not.toContainText(CHANGED);
    await gone.getByRole('button', { name: 'Show what it was' }).click();
    await expect(gone).toContainText(CHANGED);
  });
  expect(ana.complaints).toEqual([]);
});

test('a message that fails says why, and is sent again', async ({ browser }) => {
  const ANSWER = 'Of course: on the house.';
  const { ana, customer } = await conversation(browser, 'Ida Falk', 'May I have a sample?');

  await customer.blocks(true);
  await ana.writes(ANSWER);
  await expect(ana.delivery(ANSWER)).toHaveAccessibleName('Delivery: Not delivered');
  await expect(ana.message(ANSWER)).toContainText('WhatsApp could not deliver this');
  await expect(ana.message(ANSWER)).toContainText('have blocked us');
  await expect(customer.bubble(ANSWER)).toHaveCount(0);

  await customer.blocks(false);
  await ana.message(ANSWER).getByRole('button', { name: 'Send again' }).click();
  await expect(customer.bubble(ANSWER)).toHaveCount(1);
  await expect(ana.message(ANSWER)).toHaveCount(2);
  await expect(ana.message(ANSWER).first()).toContainText('It was sent again');
  await expect(ana.delivery(ANSWER).last()).toHaveAccessibleName('Delivery: Read');
  expect(ana.complaints).toEqual([]);
});

/** Somebody new has written, and Ana has accepted. */
async function conversation(browser: Browser, name: string, question: string) {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const customer = await Phone.ofSomebodyNew(browser, desk, name);
  await customer.writes(question);
  await ana.view('Queue').click();
  await ana.row(name).click();
  await ana.accepts(name);
  return { ana, customer };
}
