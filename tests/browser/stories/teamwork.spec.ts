import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, BEN, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const INES = 'Ines Duarte';
const QUESTION = 'Do you roast decaf on Fridays?';
const HANDED = 'Decaf is your field';

test('two agents work on one conversation and know of one another', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const ben = await Agent.signsIn(browser, desk, BEN);
  const ines = await Phone.ofSomebodyNew(browser, desk, INES);
  await ines.writes(QUESTION);
  await ana.view('Queue').click();
  await ana.row(INES).click();
  await ana.accepts(INES);
  const address = ana.page.url();

  await test.step('each sees that the other is there, and writes', async () => {
    await ben.page.goto(address);
    await expect(ana.thread(INES)).toContainText('Ben is viewing');
    await ana.composer.pressSequentially('Good question, ');
    await expect(ben.thread(INES)).toContainText('Ana is typing a reply…');
    await expect(ben.thread(INES)).toContainText('Ana is viewing');
  });

  await test.step('what she has begun is in her other browser too', async () => {
    const other = await Agent.signsIn(browser, desk, ANA);
    await other.page.goto(address);
    await expect(other.composer).toHaveValue('Good question, ');
    await other.composer.fill('Fridays it is, ');
    await expect(ana.composer).toHaveValue('Fridays it is, ');
    await other.leaves();
  });

  await test.step('a note that names him reaches him wherever he is', async () => {
    await ben.page.goto(`${desk.address}/mine`);
    await ana.page.getByRole('tab', { name: 'Internal note' }).click();
    const note = ana.page.getByRole('textbox', {
      name: 'Internal note',
      exact: true,
    });
    await note.pressSequentially('@ben');
    await expect(ana.page.getByRole('option', { name: BEN.name })).toBeVisible();
    await note.press('Enter');
    await note.pressSequentially('is that so?');
    await note.press('Enter');
    await expect(ben.toast(/Ana Torres mentioned you in #\d+/)).toContainText(`@${BEN.name} is that so?`);
  });

  await test.step('handed over, it is on his desk with the words that came along', async () => {
    await ana.thread(INES).getByRole('button', { name: 'Transfer' }).click();
    const dialog = ana.page.getByRole('dialog', {
      name: /^Transfer conversation/,
    });
    await dialog.getByRole('option', { name: BEN.name }).click();
    await dialog.getByLabel('Note for them (optional)').fill(HANDED);
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await expect(ben.toast(`Ana Torres transferred ${INES} to you`)).toContainText(HANDED);
    await expect(ben.row(INES)).toBeVisible();
  });

  await test.step('put aside, it leaves his desk until she writes', async () => {
    await ben.row(INES).click();
    await ben.thread(INES).getByRole('button', { name: 'Snooze' }).click();
    await ben.page.getByRole('button', { name: /^Tomorrow morning/ }).click();
    await expect(ben.thread(INES)).toContainText('You put the conversation aside until');
    await ben.view('Mine').click();
    await expect(ben.row(INES)).toHaveCount(0);
    await ben.view('Snoozed').click();
    await expect(ben.row(INES)).toContainText('Snoozed until');
    await ines.writes('Hello?');
    await expect(ben.row(INES)).toHaveCount(0);
    await ben.view('Mine').click();
    await expect(ben.row(INES)).toContainText('Hello?');
  });

  expect(ana.complaints).toEqual([]);
  expect(ben.complaints).toEqual([]);
});

test('what was meant for somebody who was away waits behind the bell', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  await ana.page.getByRole('button', { name: /^Notices: \d+ new$/ }).click();
  const notices = ana.page.getByRole('dialog', { name: 'Notices' });
  await notices.getByRole('button', { name: /mentioned you in #\d+/ }).click();
  await expect(ana.messages.getByRole('article').filter({ hasText: `@${ANA.name}` })).toBeVisible();
  await ana.leaves();
});

test('what is not filled in cannot be sent', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  await ana.view('Mine').click();
  await ana.page.getByRole('option').first().click();
  await ana.composer.fill('Dear {{frist_name}}, it is on its way.');
  const send = ana.page.getByRole('button', { name: 'Send', exact: true });
  await expect(send).toBeDisabled();
  await expect(ana.page.getByText('Not a variable: frist_name')).toBeVisible();
  await ana.composer.press('Tab');
  await ana.page.keyboard.type('Maria');
  await expect(ana.composer).toHaveValue('Dear Maria, it is on its way.');
  await expect(send).toBeEnabled();
  await ana.composer.fill('');
});

test('many conversations are tagged at once', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  await ana.view('Mine').click();
  await expect(ana.page.getByRole('option').nth(1)).toBeVisible();
  await ana.list('Mine').focus();
  for (const key of ['Home', 'x', 'ArrowDown', 'x']) await ana.page.keyboard.press(key);
  const bar = ana.page.getByRole('group', {
    name: 'What to do with the selected',
  });
  await expect(bar).toContainText('2 selected');
  await bar.getByRole('button', { name: 'Add a tag' }).click();
  await ana.page.getByRole('dialog').getByRole('option').first().click();
  await expect(ana.toast('Tagged 2 conversations')).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test('a file that the channel does not take is told before it is sent', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  await ana.view('Mine').click();
  await ana.page.getByRole('option').first().click();
  await expect(ana.composer).toBeVisible();
  await ana.page.locator('input[type=file]').setInputFiles([
    {
      name: 'prices.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('zip'),
    },
    {
      name: 'dot.png',
      mimeType: 'image/png',
      buffer: Buffer.from(DOT, 'base64'),
    },
  ]);
  await expect(ana.page.getByRole('alert')).toContainText('WhatsApp does not take files of this kind');
  await expect(ana.page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  await ana.page.getByRole('button', { name: 'Remove prices.zip' }).click();
  await expect(ana.page.getByRole('button', { name: 'Remove dot.png' })).toBeVisible();
  await ana.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(ana.messages.getByRole('button', { name: /dot\.png/ })).toBeVisible();
});

/** A picture of one point. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
