/** The administration's and the contacts' pages. */
import { AdminFake } from './admin';
import { FakeServer } from './fake';
import { walk } from './walk';

walk({
  group: 'admin',
  sizes: { desktop: [1280, 800], phone: [390, 844] },
  attach: async (page) => {
    await new FakeServer().attach(page);
    const fake = new AdminFake();
    await fake.attach(page);
    return fake;
  },
  screens: {
    agents: { path: '/admin/agents' },
    'agent-edit': { path: '/admin/agents/3' },
    'agent-new': { path: '/admin/agents/new' },
    queues: { path: '/admin/queues' },
    'queue-edit': { path: '/admin/queues/1' },
    'queue-replies': {
      path: '/admin/queues/1',
      prepare: (page) => page.getByLabel('Off-hours', { exact: true }).scrollIntoViewIfNeeded(),
    },
    'queue-refused': {
      path: '/admin/queues/1',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    routing: {
      path: '/admin/routing',
      prepare: async (page) => {
        await page.getByLabel('First message').fill('Hallo, wo ist mein Paket?');
        await page.getByRole('button', { name: 'Try it' }).click();
        await page.getByText('Tomás Reyes would get it').waitFor();
      },
    },
    'rule-edit': { path: '/admin/routing/3' },
    hours: { path: '/admin/hours' },
    'hours-edit': { path: '/admin/hours/1' },
    tags: { path: '/admin/tags' },
    'tag-merge': {
      path: '/admin/tags/2',
      prepare: async (page) => {
        await page.getByRole('button', { name: /Merge into another tag/ }).click();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog', { name: /^Merge/ }).waitFor();
      },
    },
    labels: { path: '/admin/labels/3' },
    canned: { path: '/admin/canned' },
    'canned-edit': { path: '/admin/canned/2' },
    attributes: { path: '/admin/attributes' },
    'attribute-edit': { path: '/admin/attributes/1' },
    settings: { path: '/admin/settings' },
    'time-zone': {
      path: '/admin/settings',
      prepare: async (page) => {
        await page.getByRole('button', { name: /Time zone/ }).click();
        await page.getByRole('dialog').getByRole('combobox').fill('sao');
      },
    },
    keys: { path: '/admin/keys' },
    'key-new': { path: '/admin/keys/new' },
    'key-once': {
      path: '/admin/keys/new',
      prepare: async (page) => {
        await page.getByLabel('Name').fill('Shop');
        await page.getByRole('button', { name: 'Create', exact: true }).click();
        await page.getByText('dbk_7Qm2xR9v').waitFor();
      },
    },
    'admin-empty': {
      path: '/admin/routing',
      prepare: async (page, fake) => {
        fake.empty();
        await page.reload();
      },
    },
    unsaved: {
      path: '/admin/tags/2',
      prepare: async (page) => {
        await page.getByLabel('Name').fill('Shipping');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor();
      },
    },
    contacts: { path: '/contacts' },
    contact: { path: '/contacts/1' },
    'contact-new': { path: '/contacts/new' },
    'contact-merge': {
      path: '/contacts/1',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Merge…' }).click();
        await page.clock.runFor(300);
        await page.getByRole('dialog').getByRole('option').first().click();
      },
    },
    'contact-import': {
      path: '/contacts',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: 'Import CSV' }).click();
        const buffer = Buffer.from('name,phone\nAna,+351912345678\n');
        await page.getByLabel(/CSV file/).setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
        await page.getByRole('button', { name: 'Import', exact: true }).click();
        await page.getByText('12 contacts created').waitFor();
      },
    },
  },
});
