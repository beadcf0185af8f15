import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.look.ts',
  outputDir: process.env.LOOK_OUT ?? join(tmpdir(), 'deskbell-look'),
  workers: 2,
  timeout: 25_000,
  reporter: 'line',
  use: {
    actionTimeout: 5_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
        '--font-render-hinting=none',
      ],
    },
    timezoneId: 'UTC',
    locale: 'en-GB',
  },
});
