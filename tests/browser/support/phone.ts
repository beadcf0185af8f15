/** A customer with the phone in hand: the simulator's page, as wide as a phone. */
import { expect, type Browser, type Page } from '@playwright/test';
import type { Desk } from './desk';

const PHONE = { width: 390, height: 844 };

type Channel = 'WhatsApp' | 'Messenger' | 'E-mail';

export class Phone {
  constructor(
    readonly page: Page,
    readonly owner: string,
    /** What names the phone in the page's address. */
    private readonly hash: string,
  ) {}

  /** Somebody whom the company does not know yet. */
  static async ofSomebodyNew(browser: Browser, desk: Desk, owner: string, channel: Channel = 'WhatsApp') {
    const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(desk.phones);
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('Name').fill(owner);
    await page.getByLabel('Channel').selectOption(channel);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('region', { name: `${owner}'s phone` })).toBeVisible();
    return new Phone(page, owner, new URL(page.url()).hash.slice(1));
  }

  /** The same phone, after its network has moved to another address. */
  async follows(desk: Desk) {
    await this.page.goto(`${desk.phones}/#${this.hash}`);
    await expect(this.message).toBeVisible();
  }

  get message() {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  get messages() {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  bubble(words: string) {
    return this.messages.getByRole('article').filter({ hasText: words });
  }

  /** A button in what the business sent. */
  async taps(title: string) {
    await this.messages.getByRole('button', { name: title, exact: true }).click();
  }

  /** Opens what can be done with a message: it stands beside the bubble. */
  async holds(words: string) {
    const bubble = this.page.getByRole('article').filter({ hasText: words });
    const line = this.messages.getByRole('listitem').filter({ has: bubble });
    await line.getByRole('button', { name: /^React/ }).click();
  }

  /** One of the things that every phone has at hand. */
  async sends(what: string) {
    await this.page.getByRole('button', { name: /^(Send something else|More to send)$/ }).click();
    await this.page.getByRole('button', { name: what, exact: true }).first().click();
  }

  async writes(words: string) {
    await this.message.fill(words);
    await this.message.press('Enter');
    await expect(this.bubble(words)).toBeVisible();
  }

  async writesMail(subject: string, words: string) {
    await this.page.getByRole('button', { name: 'New mail' }).click();
    await this.page.getByLabel('Subject').fill(subject);
    await this.page.getByRole('textbox', { name: 'Mail' }).fill(words);
    await this.page.getByRole('button', { name: 'Send' }).click();
    await expect(this.letters.filter({ hasText: 'You' })).toBeVisible();
  }

  /** Answers the mail that is open. */
  async answersMail(words: string) {
    await this.page.getByRole('textbox', { name: /^Answer to / }).fill(words);
    await this.page.getByRole('button', { name: 'Answer' }).click();
  }

  /** The mails of the thread that is open. */
  get letters() {
    return this.messages.getByRole('article');
  }

  /** Blocks the business, or lets it write again. */
  async blocks(isBlocked: boolean) {
    await this.page.getByRole('button', { name: this.owner }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Who this is' });
    await dialog.getByLabel('Blocks the business').setChecked(isBlocked);
    await dialog.getByRole('button', { name: 'Done' }).click();
  }

  async goesOffline() {
    await this.page.getByRole('switch', { name: 'Online' }).click();
    await expect(this.page.getByRole('switch', { name: 'Offline' })).toBeVisible();
  }

  async comesOnline() {
    await this.page.getByRole('switch', { name: 'Offline' }).click();
    await expect(this.page.getByRole('switch', { name: 'Online' })).toBeVisible();
  }

  /** In the pocket: no message is looked at. */
  async comesOnlineUnlooked() {
    const answer = await this.page.request.put(
      new URL(`/control/people/${this.hash}/presence`, this.page.url()).href,
      { data: { online: true } },
    );
    expect(answer.ok()).toBe(true);
  }

  /** By the page's own button, which is beside the customers; the desk's clock follows. */
  async letsADayPass() {
    await this.isPutAside();
    await this.page.getByRole('button', { name: 'Make trouble' }).click();
    await this.page.getByRole('button', { name: '+24 hours' }).click();
    await this.page.getByRole('button', { name: 'Make trouble' }).click();
  }

  async isPutAside() {
    await this.page.getByRole('link', { name: 'Back to the customers' }).click();
    await expect(this.inList).toBeVisible();
  }

  get inList() {
    return this.page.getByRole('navigation', { name: 'Customers' }).getByRole('link', { name: this.owner });
  }

  async opensTheChat() {
    await this.inList.click();
  }

  async leaves() {
    await this.page.context().close();
  }
}
