import { expect, test } from '@playwright/test';
import { Agent } from '../support/agent';
import { ANA, BEN, company } from '../support/desk';
import { Phone } from '../support/phone';

const desk = company();

const NORA = 'Nora Lindholm';
const QUESTION = 'Where is my order?';
const ANSWER = 'Your parcel left our roastery yesterday, Nora.';
const THANKS = 'Thank you, that was quick.';
const NOTE = 'Parcel BL-20417 is on its way';
const AGAIN = 'It came, but one bag is open.';

test('a customer asks, is answered, comes back, and everybody sees it as it happens', async ({ browser }) => {
  const ana = await Agent.signsIn(browser, desk, ANA);
  const ben = await Agent.signsIn(browser, desk, BEN);
  const nora = await Phone.ofSomebodyNew(browser, desk, NORA);
  let first = '';

  await test.step('the question appears in the queue by itself', async () => {
    for (const agent of [ana, ben]) {
      await agent.view('Queue').click();
      await expect(agent.list('Queue')).toBeVisible();
    }
    await nora.writes(QUESTION);
    // A notice stays for some seconds only: both look at once.
    await Promise.all([ana, ben].map((agent) => expect(agent.toast(`: ${NORA}`)).toContainText(QUESTION)));
    for (const agent of [ana, ben]) {
      await expect(agent.row(NORA)).toHaveCount(1);
      await expect(agent.row(NORA)).toContainText(QUESTION);
      await expect(agent.row(NORA)).toContainText('WhatsApp');
      await expect(agent.row(NORA)).toContainText(/Waiting \d+s/);
    }
  });

  await test.step('she accepts it, and it leaves the queue for everybody', async () => {
    await ana.row(NORA).click();
    await expect(ana.message(QUESTION)).toBeVisible();
    await ana.accepts(NORA);
    first = new URL(ana.page.url()).pathname;
    await expect(ben.row(NORA)).toHaveCount(0);
    await ben.view('All').click();
    await expect(ben.row(NORA)).toContainText(ANA.name);
    await ben.row(NORA).click();
    await expect(ben.thread(NORA)).toContainText('Active');
    await expect(ben.messages).toContainText(`${ANA.name} accepted the conversation`);
  });

  await test.step('the ticks go as far as the phone lets them', async () => {
    await nora.goesOffline();
    await ana.writes(ANSWER);
    await expect(ana.composer).toHaveValue('');
    await expect(ana.delivery(ANSWER)).toHaveAccessibleName('Delivery: Sent');
    await expect(ben.delivery(ANSWER)).toHaveAccessibleName('Delivery: Sent');
    await expect(nora.bubble(ANSWER)).toHaveCount(0);
    await nora.isPutAside();
    await nora.comesOnlineUnlooked();
    await expect(nora.inList).toContainText(ANSWER);
    await expect(ana.delivery(ANSWER)).toHaveAccessibleName('Delivery: Delivered');
    await nora.opensTheChat();
    await expect(nora.bubble(ANSWER)).toHaveCount(1);
    await expect(ana.delivery(ANSWER)).toHaveAccessibleName('Delivery: Read');
    await expect(ben.delivery(ANSWER)).toHaveAccessibleName('Delivery: Read');
    await expect(ana.thread(NORA)).toContainText('Pending');
    await expect(ben.thread(NORA)).toContainText('Pending');
  });

  await test.step('her next words make it active again, and are told while she looks elsewhere', async () => {
    await ana.page.getByRole('link', { name: 'Admin' }).click();
    const unread = await unreadInTitle(ana);
    await nora.writes(THANKS);
    await expect(ana.toast(NORA)).toContainText(THANKS);
    // The newest notice is the last one, and stays while it is pointed at.
    const open = ana.toast(NORA).getByRole('button', { name: 'Open' }).last();
    await open.hover();
    await expect(ana.page).toHaveTitle(`(${unread + 1}) Deskbell`);
    await expect(ben.thread(NORA)).toContainText('Active');
    await expect(ben.message(THANKS)).toHaveCount(1);
    await open.click();
    await expect(ana.message(THANKS)).toHaveCount(1);
    await expect(ana.thread(NORA)).toContainText('Active');
  });

  await test.step('it is resolved with a note', async () => {
    await ana.thread(NORA).getByRole('button', { name: 'Resolve' }).click();
    const dialog = ana.page.getByRole('dialog', {
      name: /^Resolve conversation #\d+$/,
    });
    await dialog.getByLabel('Note (optional)').fill(NOTE);
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(ana.thread(NORA)).toContainText('Resolved');
    await expect(ben.thread(NORA)).toContainText('Resolved');
    await expect(ben.row(NORA)).toHaveCount(0);
  });

  await test.step('what she writes later is a new conversation that knows of the first', async () => {
    await ana.view('Queue').click();
    await nora.writes(AGAIN);
    await expect(ana.row(NORA)).toHaveCount(1);
    await expect(ana.row(NORA)).toContainText(AGAIN);
    await expect(ben.row(NORA)).toContainText(AGAIN);
    await ana.row(NORA).click();
    await expect(ana.message(AGAIN)).toBeVisible();
    expect(new URL(ana.page.url()).pathname).not.toBe(first);
    await expect(ana.thread(NORA)).toContainText('Queued');
    await expect(ana.messages).toContainText(`by ${ANA.name}: ${NOTE}`);
    const told = await ana.messages.innerText();
    const order = [QUESTION, ANSWER, THANKS, NOTE, AGAIN].map((words) => told.indexOf(words));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order).not.toContain(-1);
  });

  await test.step('the words she wrote are found', async () => {
    await ana.page.getByRole('combobox', { name: 'Search conversations' }).fill('parcel roastery yesterday');
    const hit = ana.page.getByRole('listbox', { name: 'Search results' }).getByRole('option').first();
    await expect(hit).toContainText(NORA);
    await expect(hit.locator('mark')).toContainText(['parcel', 'roastery', 'yesterday'], {
      ignoreCase: true,
    });
    await hit.click();
    await expect(ana.message(ANSWER)).toBeInViewport();
  });

  await test.step('a reload shows what came bit by bit', async () => {
    const shown = await ben.reads();
    expect(shown).toHaveLength(3);
    await ben.page.reload();
    await expect.poll(() => ben.reads()).toEqual(shown);
  });

  expect(ana.complaints).toEqual([]);
  expect(ben.complaints).toEqual([]);
});

/** How many of her conversations the tab says have unread messages. */
async function unreadInTitle(agent: Agent) {
  const title = await agent.page.title();
  return Number(/^\((\d+)\) /.exec(title)?.[1] ?? 0);
}
