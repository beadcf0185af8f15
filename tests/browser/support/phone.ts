/** A customer with the phone in hand: the simulator's page, as wide as a phone. */
import { expect, type Browser, type Page } from '@playwright/test';
import type { Desk } from './desk';

const PHONE = { width: 390, height: 844 };

export class Phone {
  constructor(
    readonly page: Page,
    readonly owner: string,
    private readonly number: string,
  ) {}

  /** Somebody whom the company does not know yet. */
  static async ofSomebodyNew(browser: Browser, desk: Desk, owner: string) {
    const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(desk.phones);
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('Name').fill(owner);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('region', { name: `${owner}'s phone` })).toBeVisible();
    return new Phone(page, owner, new URL(page.url()).hash.slice(1));
  }

  /** The same phone, after its network has moved to another address. */
  async follows(desk: Desk) {
    await this.page.goto(`${desk.phones}/#${this.number}`);
    await expect(this.message).toBeVisible();
  }

  get message() {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  bubble(words: string) {
    return this.page
      .getByRole('region', { name: 'Messages' })
      .getByRole('article')
      .filter({ hasText: words });
  }

  async writes(words: string) {
    await this.message.fill(words);
    await this.message.press('Enter');
    await expect(this.bubble(words)).toBeVisible();
  }

  async goesOffline() {
    await this.page.getByRole('switch', { name: 'Online' }).click();
    await expect(this.page.getByRole('switch', { name: 'Offline' })).toBeVisible();
  }

  /** In the pocket: no message is looked at. */
  async comesOnlineUnlooked() {
    const answer = await this.page.request.put(
      new URL(`/control/people/${this.number}/presence`, this.page.url()).href,
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
