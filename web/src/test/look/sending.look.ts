/** What goes out beside plain text, and what the end of the window leaves. */
import type { Page } from '@playwright/test';
import { FakeServer } from './fake';
import { walk } from './walk';
import { NOW, OPEN_ID } from './world';

const WHATSAPP_CLOSED = 1039;
const MESSENGER = 1038;
const LATE = 1034;

async function templates(page: Page) {
  await page.getByRole('button', { name: 'Choose a template' }).click();
  await page
    .getByRole('listbox', { name: /Find a template/ })
    .getByRole('option')
    .first()
    .waitFor();
}
async function builder(page: Page, kind: string) {
  await page.getByRole('button', { name: 'Buttons, lists and cards' }).click();
  await page.getByText(kind, { exact: true }).click();
}
const file = (name: string, mimeType: string, size: number) => ({
  name,
  mimeType,
  buffer: Buffer.alloc(size, 1),
});

walk({
  group: 'sending',
  sizes: { desktop: [1440, 900], phone: [390, 844] },
  attach: async (page) => {
    const fake = new FakeServer();
    const soon = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
    Object.assign(fake.conversations.get(1041)!, {
      window_closes_at: soon(0.7),
      agent_id: 1,
      state: 'active',
    });
    Object.assign(fake.conversations.get(OPEN_ID)!, { window_closes_at: soon(2.4) });
    const page3 = { channel: 'messenger', inbox_id: 3, agent_id: 1, state: 'active', snoozed: false };
    Object.assign(fake.conversations.get(MESSENGER)!, {
      ...page3,
      window_closes_at: soon(-30),
      human_agent_until: null,
    });
    Object.assign(fake.conversations.get(LATE)!, {
      ...page3,
      window_closes_at: soon(-3),
      human_agent_until: soon(141),
    });
    await fake.attach(page);
    return fake;
  },
  screens: {
    templates: { path: `/c/${WHATSAPP_CLOSED}`, prepare: templates },
    template: {
      path: `/c/${WHATSAPP_CLOSED}`,
      prepare: async (page) => {
        await templates(page);
        await page.getByRole('combobox', { name: /Find a template/ }).fill('order track');
        await page.keyboard.press('Enter');
        await page.getByRole('textbox').first().fill('4217');
        await page.getByRole('textbox').nth(1).fill('two     many spaces     here');
      },
    },
    late: { path: `/c/${LATE}` },
    'messenger-closed': { path: `/c/${MESSENGER}` },
    buttons: {
      path: `/c/${OPEN_ID}`,
      prepare: async (page) => {
        await page.getByRole('textbox', { name: 'Reply' }).fill('Which day suits you?');
        await builder(page, 'Buttons');
        await page.getByRole('textbox', { name: 'Title' }).fill('Thursday');
        await page.getByRole('button', { name: /Add a button/ }).click();
        await page.getByRole('textbox', { name: 'Title' }).nth(1).fill('Any other day of next week');
      },
    },
    list: {
      path: `/c/${OPEN_ID}`,
      prepare: async (page) => {
        await builder(page, 'List');
        await page.getByRole('button', { name: 'Add a section' }).click();
        await page.getByRole('button', { name: 'Send' }).last().click();
      },
    },
    cards: {
      path: `/c/${LATE}`,
      prepare: async (page) => {
        await builder(page, 'Cards');
        await page.getByRole('textbox', { name: 'Title' }).first().fill('Blue shoes');
        await page
          .getByRole('textbox', { name: 'Address of a picture' })
          .fill('https://shop.example.com/blue.jpg');
        await page.getByRole('button', { name: /Add a button/ }).click();
      },
    },
    arranged: {
      path: '/mine',
      prepare: async (page) => {
        await page.getByRole('option').first().waitFor();
        await page.keyboard.press('g');
        await page.keyboard.press('e');
        await page.getByRole('button', { name: 'Filter and sort' }).click();
      },
    },
    files: {
      path: `/c/${OPEN_ID}`,
      prepare: async (page) => {
        await page.getByRole('textbox', { name: 'Reply' }).fill('Here it is');
        const picture = await page.evaluate(() => {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 40;
          canvas.getContext('2d')!.fillRect(8, 8, 20, 20);
          return canvas.toDataURL('image/webp').split(',')[1]!;
        });
        await page
          .locator('input[type=file]')
          .setInputFiles([
            file('note.ogg', 'audio/ogg', 90_000),
            { name: 'slip.webp', mimeType: 'image/webp', buffer: Buffer.from(picture, 'base64') },
            file('party.heic', 'image/heic', 20_000),
          ]);
      },
    },
    start: {
      path: '/mine',
      prepare: async (page) => {
        await page.getByRole('option').first().waitFor();
        await page.keyboard.press('c');
        await page.getByRole('combobox', { name: 'To' }).fill('+351 912 345 678');
        await page.getByRole('option', { name: /Write to/ }).click();
        await templates(page);
        await page.getByRole('combobox', { name: /Find a template/ }).fill('back');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Use template' }).click();
      },
    },
    options: {
      path: '/admin/inboxes/3',
      prepare: (page) => page.getByLabel('Largest document to send, in MB').scrollIntoViewIfNeeded(),
    },
  },
});
