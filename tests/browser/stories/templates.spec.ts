import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { picture } from '../support/files';
import { Phone } from '../support/phone';

const desk = company();

const TOMAS = 'Tomas Berg';
const LATE = 'Sorry, only now: it has left.';
const FILLED = 'Hi Tomas, your order 4711 ships on Friday.';

const PICTURE = picture('parcel.png');

test('who wrote more than a day ago gets a template, and answers it', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const tomas = await Phone.ofSomebodyNew(browser, desk, TOMAS);
  await ana.view('Queue').click();
  await tomas.writes('Has my order left?');
  await ana.row(TOMAS).click();
  await ana.accepts(TOMAS);
  await ana.composer.fill(LATE);
  const closed = ana.page.getByRole('status').filter({ hasText: 'The 24-hour window is closed.' });
  const choose = ana.page.getByRole('button', { name: 'Choose a template' });

  await test.step('a day later nothing can be written, and the draft is kept', async () => {
    await tomas.letsADayPass();
    await expect(closed).toContainText('WhatsApp takes approved templates only until the customer writes');
    await expect(closed).toContainText(LATE);
    await expect(ana.composer).toHaveCount(0);
  });

  await test.step('she finds a template by its words and fills it in', async () => {
    await choose.click();
    const list = ana.page.getByRole('dialog', { name: 'Choose a template' });
    await list.getByRole('combobox', { name: 'Find a template' }).fill('order ships');
    await expect(list.getByRole('listbox').getByRole('option')).toHaveText([/order_update/]);
    await ana.page.keyboard.press('Enter');
    const form = ana.page.getByRole('dialog', { name: 'order_update' });
    const preview = form.getByRole('group', { name: 'As the customer will see it' });
    const send = form.getByRole('button', { name: 'Send template' });
    await form.locator('input[type=file]').setInputFiles(PICTURE);
    await expect(preview.getByRole('img', { name: PICTURE.name })).toBeVisible();
    await form.getByRole('textbox', { name: 'Text: 1' }).focus();
    await form.getByRole('button', { name: 'Tomas', exact: true }).click();
    await form.getByRole('textbox', { name: 'Text: 2' }).fill('4711');
    await send.click();
    await expect(form.getByRole('textbox', { name: 'Text: 3' })).toBeFocused();
    await expect(form).toContainText('This must be filled in.');
    await ana.page.keyboard.type('Friday');
    await form.getByRole('textbox', { name: 'Button “Track it”' }).fill('4711');
    await expect(preview).toContainText(FILLED);
    await send.click();
    await expect(form).toHaveCount(0);
  });

  await test.step('it arrives, and she sees that it was read', async () => {
    await tomas.opensTheChat();
    await expect(tomas.bubble(FILLED).getByRole('img', { name: 'A picture' })).toBeVisible();
    await expect(tomas.bubble(FILLED).getByRole('link', { name: 'Track it' })).toHaveAttribute(
      'href',
      'https://example.com/track/4711',
    );
    await expect(ana.message(FILLED)).toContainText('Template order_update');
    await expect(ana.delivery(FILLED)).toHaveAccessibleName('Delivery: Read');
    await expect(choose).toBeVisible();
  });

  await test.step('his answer opens the window again, with her draft in it', async () => {
    await tomas.writes('Great, thanks!');
    await expect(ana.message('Great, thanks!')).toBeVisible();
    await expect(ana.composer).toHaveValue(LATE);
    await expect(ana.thread(TOMAS)).toContainText(/Window closes in 2[34]h/);
    await ana.composer.press('Enter');
    await expect(tomas.bubble(LATE)).toBeVisible();
  });

  expect(ana.complaints).toEqual([]);
});
