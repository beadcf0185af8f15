/** The same screens in other languages: longer words, and lines that run from the right. */
import { FakeServer } from './fake';
import { OPEN_ID } from './world';
import { walk } from './walk';

for (const locale of ['de-DE', 'ar']) {
  walk({
    group: `language-${locale}`,
    locale,
    sizes: { desktop: [1440, 900], phone: [390, 844] },
    attach: async (page) => {
      const fake = new FakeServer();
      await fake.attach(page);
      return fake;
    },
    screens: {
      queue: { path: '/queue' },
      thread: { path: `/c/${OPEN_ID}` },
      reports: { path: '/reports' },
      agents: { path: '/admin/agents' },
      inboxes: { path: '/admin/inboxes' },
    },
  });
}
