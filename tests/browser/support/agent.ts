/** An agent at the desk, in a browser of her own. */
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { PASSWORD, type Desk } from './desk';
import type { Sendable } from './files';

type ViewName = 'Mine' | 'Queue' | 'All' | 'Snoozed' | 'Closed';

export interface Person {
  name: string;
  email: string;
}

/** High enough for all that waits in the company: a list draws only what is near to being seen. */
export const SCREEN = { width: 1280, height: 1080 };

export class Agent {
  /** What the browser complained about: errors of scripts, violations of the page's policy. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      const complaint = `${message.text()} (${message.location().url})`;
      const isGrave = message.type() === 'error' || message.type() === 'warning';
      if (isGrave) this.complaints.push(complaint);
    });
  }

  /** The signed-in agent, before any list is chosen. */
  static async signsIn(browser: Browser, desk: Desk, person: Person, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: SCREEN, ...options });
    const agent = new Agent(await context.newPage());
    await agent.page.goto(desk.address);
    await agent.page.getByLabel('E-mail').fill(person.email);
    await agent.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await agent.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(agent.page.getByRole('button', { name: new RegExp(`^${person.name}: `) })).toBeVisible();
    return agent;
  }

  view(name: ViewName) {
    return this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
  }

  list(view: ViewName) {
    return this.page.getByRole('listbox', { name: `Conversations: ${view}` });
  }

  /** A conversation's row in the list that is shown. */
  row(customer: string) {
    return this.page.getByRole('listbox').getByRole('option').filter({ hasText: customer });
  }

  thread(customer: string) {
    return this.page.getByRole('region', { name: `Conversation with ${customer}` });
  }

  get messages() {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  /** The bubbles with these words: what is on its way included. */
  message(words: string) {
    return this.messages.getByRole('article').filter({ hasText: words });
  }

  delivery(words: string) {
    return this.message(words).getByRole('button', { name: /^Delivery: / });
  }

  /** The open thread's messages with the state of their delivery, from top to bottom. */
  async reads(): Promise<string[]> {
    return this.messages.getByRole('article').evaluateAll((articles) =>
      articles.map((article) => {
        const delivery = article.querySelector('[aria-label^="Delivery: "]')?.getAttribute('aria-label');
        return `${article.textContent?.trim()} ${delivery ?? ''}`;
      }),
    );
  }

  get composer() {
    return this.page.getByRole('textbox', { name: 'Reply' });
  }

  toast(words: string | RegExp) {
    return this.page.getByRole('status').filter({ hasText: words });
  }

  async writes(words: string) {
    await this.composer.fill(words);
    await this.composer.press('Enter');
  }

  async attaches(...files: Sendable[]) {
    await this.page.locator('input[type=file]').setInputFiles(files);
  }

  async accepts(customer: string) {
    await this.thread(customer).getByRole('button', { name: 'Accept', exact: true }).click();
    await expect(this.thread(customer).getByRole('tab', { name: 'Reply' })).toBeVisible();
  }

  async leaves() {
    await this.page.context().close();
  }
}
