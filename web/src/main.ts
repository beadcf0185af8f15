import './styles/tokens.css';
import './styles/base.css';
import './styles/text.css';
import './styles/components.css';
import { mount } from 'svelte';
import { whenSessionEnds } from './api/client';
import App from './app/App.svelte';
import { useLanguage } from './lib/i18n.svelte';
import { preferences } from './lib/preferences.svelte';
import './lib/install.svelte';
import { session } from './lib/session.svelte';
import { startWorker } from './lib/worker';

const page = document.getElementById('app')!;

preferences.show();
whenSessionEnds(() => session.end());
try {
  await preferences.speak().catch(() => useLanguage('en'));
  mount(App, { target: page });
} catch {
  page.textContent = 'Deskbell could not be loaded. Reload the page to try again.';
}
void startWorker();
