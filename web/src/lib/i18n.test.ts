import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatLocale, languageOfBrowser, t, useLanguage } from './i18n.svelte';

const browser = (...names: string[]) => vi.spyOn(navigator, 'languages', 'get').mockReturnValue(names);

describe('the language of the screen', () => {
  afterEach(async () => {
    vi.restoreAllMocks();
    await useLanguage('en');
  });

  it('is the first of the browser’s that there are texts of', () => {
    browser('fi-FI', 'de-AT', 'en-GB');
    expect(languageOfBrowser()).toBe('de');
    browser('fi-FI');
    expect(languageOfBrowser()).toBe('en');
  });

  it('is told to the page, with the way its words run', async () => {
    await useLanguage('de');
    expect(document.documentElement.lang).toBe('de');
    expect(document.documentElement.dir).toBe('ltr');
    expect(t('thread.resolve')).toBe('Abschließen');
  });

  it('may run from the right: counts have six forms, and foreign names keep their order', async () => {
    browser('ar-EG');
    await useLanguage(languageOfBrowser());
    expect(document.documentElement.dir).toBe('rtl');
    const counts = [1, 2, 3, 11].map((n) =>
      t('resolve.titleMany', { n }).replace(/[\d\u0660-\u0669]+/g, '#'),
    );
    expect(counts).toEqual(['إنهاء محادثة', 'إنهاء محادثتين', 'إنهاء # محادثات', 'إنهاء # محادثة']);
    expect(t('thread.download', { name: 'a.pdf' })).toBe('تنزيل \u2068a.pdf\u2069');
    await useLanguage('en');
    expect(document.documentElement.dir).toBe('ltr');
  });

  it('writes amounts as its readers do, and leaves the names of things alone', async () => {
    browser('en-GB');
    expect(t('search.results', { n: 12_345 })).toBe('12,345 results');
    expect(t('start.done', { id: 12_345 })).toBe('Conversation #12345 has begun');
    expect(t('delivery.code', { code: 131_047 })).toBe('Code 131047');
    browser('de-AT', 'de-DE');
    await useLanguage('de');
    expect(formatLocale()).toBe('de-AT');
    expect(t('search.results', { n: 1 })).toBe('1 Ergebnis');
    expect(t('search.results', { n: 12_345 })).toMatch(/^12\D345 Ergebnisse$/);
  });
});
