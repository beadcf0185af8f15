import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, company } from '../support/desk';
import { document, picture } from '../support/files';
import { Phone } from '../support/phone';

const desk = company();

const RENE = 'René Moreau';
const CAPTION = 'This is how it should look.';

test('files come and go: seen large, heard, saved, and refused before they are sent', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const rene = await Phone.ofSomebodyNew(browser, desk, RENE);
  const from = (name: RegExp) =>
    ana.messages.getByRole('article', { name: RENE }).getByRole('button', { name });
  await ana.view('Queue').click();
  await rene.writes('Something is wrong with my machine');
  await ana.row(RENE).click();
  await ana.accepts(RENE);

  await test.step('a picture opens large, and the focus comes back', async () => {
    await rene.sends('Picture');
    await from(/^Open /).click();
    const viewer = ana.page
      .getByRole('dialog')
      .filter({ has: ana.page.getByRole('button', { name: 'Larger' }) });
    await expect(viewer.getByRole('group', { name: 'Picture' }).getByRole('img')).toBeVisible();
    await ana.page.keyboard.press('+');
    await expect(viewer.getByRole('button', { name: 'Smaller' })).toBeEnabled();
    await ana.page.keyboard.press('Escape');
    await expect(viewer).toHaveCount(0);
    await expect(from(/^Open /)).toBeFocused();
  });

  await test.step('a voice message has a player', async () => {
    await rene.sends('Voice note');
    const player = ana.messages.getByRole('group', { name: 'Voice message' });
    await expect(player.getByRole('slider', { name: 'Position: Voice message' })).toHaveAccessibleName(/./);
    await player.getByRole('button', { name: 'Speed: 1×' }).click();
    await expect(player.getByRole('button', { name: 'Speed: 1.5×' })).toBeVisible();
  });

  await test.step('a document can be saved', async () => {
    await rene.sends('Document');
    const saving = ana.page.waitForEvent('download');
    await ana.messages.getByRole('link', { name: /\.pdf/ }).click();
    expect((await saving).suggestedFilename()).toMatch(/\.pdf$/);
  });

  await test.step('a file that is too large is refused before anything is sent', async () => {
    const uploads: string[] = [];
    ana.page.on('request', (request) => {
      if (request.method() === 'POST') uploads.push(request.url());
    });
    await ana.attaches(document('manual.pdf', 11));
    await expect(ana.page.getByRole('alert')).toContainText('manual.pdf');
    await expect(ana.page.getByRole('alert')).toContainText('10 MB');
    await ana.page.getByRole('button', { name: 'Remove manual.pdf' }).click();
    expect(uploads).toEqual([]);
  });

  await test.step('a picture goes out with what she wrote below it', async () => {
    await ana.attaches(picture('machine.png'));
    await expect(ana.page.getByRole('img', { name: 'machine.png' })).toBeVisible();
    await ana.writes(CAPTION);
    await expect(rene.bubble(CAPTION).getByRole('img', { name: CAPTION })).toBeVisible();
    await expect(ana.message(CAPTION).getByRole('button', { name: 'Open machine.png' })).toBeVisible();
    await expect(ana.delivery(CAPTION)).toHaveAccessibleName('Delivery: Read');
  });

  await test.step('what is lost at the provider is said, and fetched again', async () => {
    await rene.sends('Film that is lost');
    await expect(ana.messages.getByRole('article').last()).toContainText(/could not be/);
  });

  expect(ana.complaints).toEqual([]);
});
