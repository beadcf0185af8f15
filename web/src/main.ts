import './styles/tokens.css';
import './styles/base.css';
import './styles/text.css';
import './styles/components.css';
import { mount } from 'svelte';
import { whenSessionEnds } from './api/client';
import App from './app/App.svelte';
import { preferences } from './lib/preferences.svelte';
import './lib/install.svelte';
import { session } from './lib/session.svelte';
import { startWorker } from './lib/worker';

preferences.show();
whenSessionEnds(() => session.end());
await preferences.speak();
mount(App, { target: document.getElementById('app')! });
void startWorker();
