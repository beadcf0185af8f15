import { fetchTexts, useLanguage } from '../lib/i18n.svelte';
import { AREAS } from '../locales/areas';

// Tests see a screen on which every part is open.
await useLanguage('en');
await fetchTexts(...AREAS);
