import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { compress } from './compress.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const pages = ['index.html', 'phone.html'].map(here).filter((page) => existsSync(page));
/** The worker's address says for which pages it is there, so it has a name that stays. */
const WORKER = here('src/worker/sw.ts');

export default defineConfig({
  plugins: [svelte(), compress()],
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2024',
    // The security policy allows no data: scripts or styles, so that nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: [...pages, WORKER],
      output: {
        entryFileNames: ({ facadeModuleId }) =>
          facadeModuleId === WORKER ? 'sw.js' : 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } },
    // Tests compare with pages of the documentation.
    fs: { allow: ['..'] },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['src/test/texts.ts'] },
});
