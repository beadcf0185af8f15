import { describe, expect, it } from 'vitest';
import type { MailAccount } from '../../api/mail';
import { mailAccount } from '../../test/samples';
import {
  addressTyped,
  forgetSecrets,
  inNumbers,
  mailAccountOf,
  mailChangeOf,
  mailFormOf,
  newMailForm,
  useProvider,
  usePreset,
} from './form';
import { ENDPOINTS, presetFor, presetOf, providerAt } from './presets';

function typing(address: string) {
  const form = newMailForm();
  for (let end = 1; end <= address.length; end += 1) addressTyped(form, address.slice(0, end));
  return form;
}

describe('the provider of an address', () => {
  it('is guessed while it is typed', () => {
    for (const [address, preset, imap] of [
      ['me@gmail.com', 'gmail', 'imap.gmail.com'],
      ['Me@GMX.de ', 'gmx', 'imap.gmx.net'],
      ['me@web.de', 'webde', 'imap.web.de'],
      ['me@hotmail.com', 'microsoft', 'outlook.office365.com'],
      ['me@shop.example.com', 'other', 'imap.shop.example.com'],
    ] as const) {
      const form = typing(address);
      expect([form.preset, form.imap.host], address).toEqual([preset, imap]);
    }
    expect(presetFor('me@')).toBeNull();
  });

  it('stays what somebody has chosen', () => {
    const form = newMailForm();
    form.isPresetChosen = true;
    usePreset(form, 'gmail');
    addressTyped(form, 'support@shop.example.com');
    expect(form.preset).toBe('gmail');
    expect(form.smtp.host).toBe('smtp.gmail.com');
  });

  it('brings the way that it lets programs in', () => {
    const form = typing('me@outlook.com');
    expect(form.auth).toBe('oauth2');
    expect(form.oauth.tokenUrl).toContain('login.microsoftonline.com');
    expect(form.smtp).toEqual({ host: 'smtp.office365.com', port: '587', tls: 'starttls' });
    usePreset(form, 'icloud');
    expect(form.auth).toBe('password');
  });

  it('is known again by its servers', () => {
    for (const [name, { imap, smtp }] of Object.entries(ENDPOINTS))
      expect(presetOf(imap.host, smtp.host)).toBe(name);
    expect(presetOf('imap.gmail.com', 'smtp.elsewhere.example')).toBe('other');
    expect(providerAt('https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token')).toBe('microsoft');
    expect(providerAt('https://oauth2.googleapis.com/token')).toBe('google');
    expect(providerAt('https://id.example.com/token')).toBe('other');
  });
});

describe('a new mailbox', () => {
  it('is told whole, with the password once', () => {
    const form = typing('help@gmail.com');
    Object.assign(form, { fromName: ' Support ', password: 'abcd efgh', signature: ' ' });
    expect(mailAccountOf(form)).toEqual({
      ...mailAccount({ address: 'help@gmail.com' }),
      imap: {
        host: 'imap.gmail.com',
        port: 993,
        tls: 'implicit',
        auth: 'password',
        username: 'help@gmail.com',
        ca_file: null,
        password: 'abcd efgh',
      },
      smtp: {
        host: 'smtp.gmail.com',
        port: 465,
        tls: 'implicit',
        auth: 'password',
        username: 'help@gmail.com',
        ca_file: null,
      },
    });
  });

  it('has with OAuth2 no password', () => {
    const form = typing('help@outlook.com');
    form.password = 'left over';
    Object.assign(form.oauth, { clientId: ' id ', refreshToken: ' token ' });
    const { imap, oauth } = mailAccountOf(form);
    expect(imap.password).toBeUndefined();
    expect(oauth).toMatchObject({ client_id: 'id', refresh_token: 'token' });
    expect(oauth).not.toHaveProperty('client_secret');
    useProvider(form, 'other');
    expect(form.oauth.tokenUrl).toBe('');
  });

  it('holds numbers where numbers belong', () => {
    const form = newMailForm();
    const fault = () => {
      try {
        inNumbers(form);
        return null;
      } catch (error) {
        return (error as { field: string }).field;
      }
    };
    expect(fault()).toBeNull();
    form.smtp.port = '70000';
    expect(fault()).toBe('email.smtp.port');
    form.imap.port = 'x';
    expect(fault()).toBe('email.imap.port');
    form.imap.port = form.smtp.port = ' 25 ';
    form.startFrom = 'days';
    form.startDays = '0';
    expect(fault()).toBe('email.start_days');
  });
});

describe('a mailbox that is there', () => {
  const account = (facts: Partial<MailAccount> = {}) =>
    mailAccount({ aliases: ['info@example.com'], ...facts });
  const changed = (
    change: (form: ReturnType<typeof newMailForm>) => void,
    facts: Partial<MailAccount> = {},
  ) => {
    const before = mailFormOf(account(facts));
    const now = structuredClone(before);
    change(now);
    return mailChangeOf(now, before);
  };

  it('is read and written back the same', () => {
    const oauth = { client_id: 'id', token_url: 'https://id.example.com/token', scope: 'mail' };
    const whole = account({ after_import: 'move', move_to: 'Done', start_from: 'days', start_days: 30 });
    expect(mailAccountOf(mailFormOf(whole))).toEqual(whole);
    const server = { ...whole.imap, auth: 'oauth2' as const };
    const withOauth = account({ imap: server, smtp: server, oauth });
    expect(mailAccountOf(mailFormOf(withOauth))).toEqual({
      ...withOauth,
      oauth: { ...oauth, refresh_token: '' },
    });
    expect(changed((form) => (form.oauth.scope = 'more'), { imap: server, smtp: server, oauth })).toEqual({
      oauth: { ...oauth, scope: 'more' },
    });
  });

  it('sends only what was changed', () => {
    expect(changed(() => undefined)).toEqual({});
    expect(changed((form) => (form.signature = 'Bye'))).toEqual({ signature: 'Bye' });
    expect(changed((form) => (form.replyTokens = true))).toEqual({ reply_tokens: true });
    expect(changed((form) => (form.imap.port = '143'))).toEqual({ imap: { port: 143 } });
    expect(changed((form) => (form.password = 'new'))).toEqual({ imap: { password: 'new' } });
    expect(changed((form) => (form.smtpPassword = 'own'))).toEqual({ smtp: { password: 'own' } });
    expect(changed((form) => (form.ca = 'PEM'))).toEqual({
      imap: { ca_file: 'PEM' },
      smtp: { ca_file: 'PEM' },
    });
  });

  it('sends together what belongs together', () => {
    expect(changed((form) => (form.moveTo = 'B'), { after_import: 'move', move_to: 'A' })).toEqual({
      after_import: 'move',
      move_to: 'B',
    });
    expect(changed((form) => (form.startDays = '9'), { start_from: 'days', start_days: 7 })).toEqual({
      start_from: 'days',
      start_days: 9,
    });
  });

  it('keeps its secrets no longer than needed', () => {
    const form = newMailForm();
    Object.assign(form, { password: 'a', smtpPassword: 'b' });
    Object.assign(form.oauth, { clientSecret: 'c', refreshToken: 'd' });
    forgetSecrets(form);
    expect(JSON.stringify(form)).toBe(JSON.stringify(newMailForm()));
  });
});
