/** What the form of a mailbox holds, and what the server gets of it. */
import { Problem } from '../../api/client';
import type { MailAccount, MailAccountChange, MailAuth, NewMailAccount, Tls } from '../../api/mail';
import { t } from '../../lib/i18n.svelte';
import { differing } from '../../ui/editing.svelte';
import {
  authsOf,
  domainOf,
  ENDPOINTS,
  guessed,
  presetFor,
  presetOf,
  providerAt,
  providerOf,
  TOKENS,
  type Endpoint,
  type OauthProvider,
  type PresetName,
} from './presets';

const START_DAYS_MAX = 3_650;
const MAIN_FOLDER = 'INBOX';

export interface ServerForm {
  host: string;
  port: string;
  tls: Tls;
}
export interface MailForm {
  address: string;
  fromName: string;
  signature: string;
  replyTokens: boolean;
  aliases: string[];
  preset: PresetName;
  /** It was chosen, not guessed: the address changes it no more. */
  isPresetChosen: boolean;
  auth: MailAuth;
  /** Empty: the address. */
  username: string;
  password: string;
  imap: ServerForm;
  smtp: ServerForm;
  /** Empty: as for fetching. */
  smtpUsername: string;
  smtpPassword: string;
  ca: string;
  folders: string[];
  afterImport: MailAccount['after_import'];
  moveTo: string;
  sentCopy: MailAccount['sent_copy'];
  startFrom: MailAccount['start_from'];
  startDays: string;
  oauth: {
    provider: OauthProvider;
    clientId: string;
    clientSecret: string;
    refreshToken: string;
    tokenUrl: string;
    scope: string;
  };
}

const written = ({ host, port, tls }: Endpoint): ServerForm => ({ host, port: String(port), tls });

const oauthFor = (provider: OauthProvider) => ({
  provider,
  tokenUrl: TOKENS[provider].url,
  scope: TOKENS[provider].scope,
});

export function newMailForm(): MailForm {
  const { imap, smtp } = guessed('');
  return {
    address: '',
    fromName: '',
    signature: '',
    replyTokens: false,
    aliases: [],
    preset: 'other',
    isPresetChosen: false,
    auth: 'password',
    username: '',
    password: '',
    imap: written(imap),
    smtp: written(smtp),
    smtpUsername: '',
    smtpPassword: '',
    ca: '',
    folders: [MAIN_FOLDER],
    afterImport: 'leave',
    moveTo: '',
    sentCopy: 'auto',
    startFrom: 'now',
    startDays: '7',
    oauth: { ...oauthFor('other'), clientId: '', clientSecret: '', refreshToken: '' },
  };
}

/** What is there already; its secrets are not told. */
export function mailFormOf(account: MailAccount): MailForm {
  const { address, imap, smtp, oauth } = account;
  return {
    ...newMailForm(),
    address,
    fromName: account.from_name,
    signature: account.signature ?? '',
    replyTokens: account.reply_tokens,
    aliases: account.aliases,
    preset: presetOf(imap.host, smtp.host),
    isPresetChosen: true,
    auth: imap.auth,
    username: imap.username === address ? '' : imap.username,
    imap: written(imap),
    smtp: written(smtp),
    smtpUsername: smtp.username === imap.username ? '' : smtp.username,
    ca: imap.ca_file ?? smtp.ca_file ?? '',
    folders: account.folders,
    afterImport: account.after_import,
    moveTo: account.move_to ?? '',
    sentCopy: account.sent_copy,
    startFrom: account.start_from,
    startDays: String(account.start_days ?? 7),
    oauth: {
      provider: oauth ? providerAt(oauth.token_url) : providerOf(presetOf(imap.host, smtp.host)),
      clientId: oauth?.client_id ?? '',
      clientSecret: '',
      refreshToken: '',
      tokenUrl: oauth?.token_url ?? '',
      scope: oauth?.scope ?? '',
    },
  };
}

/** The provider is guessed from the address as long as nobody has said another. */
export function addressTyped(form: MailForm, address: string) {
  const before = domainOf(form.address);
  form.address = address;
  if (form.isPresetChosen) return;
  const preset = presetFor(address);
  if (preset === null || (preset === form.preset && domainOf(address) === before)) return;
  usePreset(form, preset);
}

/** What somebody has typed himself is overwritten only by a provider that is known. */
export function usePreset(form: MailForm, preset: PresetName) {
  const { imap, smtp } = preset === 'other' ? guessed(domainOf(form.address)) : ENDPOINTS[preset];
  form.preset = preset;
  form.imap = written(imap);
  form.smtp = written(smtp);
  const auths = authsOf(preset);
  if (!auths.includes(form.auth)) form.auth = auths[0]!;
  useProvider(form, providerOf(preset));
}

export function useProvider(form: MailForm, provider: OauthProvider) {
  Object.assign(form.oauth, oauthFor(provider));
}

const isPort = (text: string) => /^\d{1,5}$/.test(text.trim()) && Number(text) > 0 && Number(text) < 65_536;
const isDays = (text: string) =>
  /^\d{1,4}$/.test(text.trim()) && Number(text) > 0 && Number(text) <= START_DAYS_MAX;

/** Refuses as the server would what is no number where one belongs. */
export function inNumbers(form: MailForm) {
  const wrong = (field: string, words: string) => new Problem(422, 'invalid', words, null, null, field);
  if (!isPort(form.imap.port)) throw wrong('email.imap.port', t('mailbox.wrongPort'));
  if (!isPort(form.smtp.port)) throw wrong('email.smtp.port', t('mailbox.wrongPort'));
  if (form.startFrom === 'days' && !isDays(form.startDays))
    throw wrong('email.start_days', t('mailbox.wrongDays', { n: START_DAYS_MAX }));
}

const orNull = (text: string) => text.trim() || null;

/** All of it; of the secrets those that were typed. */
export function mailAccountOf(form: MailForm): NewMailAccount {
  const { oauth } = form;
  const isOauth = form.auth === 'oauth2';
  const username = form.username.trim() || form.address.trim();
  const server = ({ host, port, tls }: ServerForm, name: string, password: string) => ({
    host: host.trim(),
    port: Number(port),
    tls,
    auth: form.auth,
    username: name,
    ca_file: orNull(form.ca),
    ...(password && !isOauth ? { password } : {}),
  });
  return {
    address: form.address.trim(),
    aliases: form.aliases,
    from_name: form.fromName.trim(),
    signature: orNull(form.signature),
    reply_tokens: form.replyTokens,
    imap: server(form.imap, username, form.password),
    smtp: server(form.smtp, form.smtpUsername.trim() || username, form.smtpPassword),
    folders: form.folders.length > 0 ? form.folders : [MAIN_FOLDER],
    after_import: form.afterImport,
    move_to: form.afterImport === 'move' ? orNull(form.moveTo) : null,
    sent_copy: form.sentCopy,
    start_from: form.startFrom,
    start_days: form.startFrom === 'days' ? Number(form.startDays) : null,
    oauth: isOauth
      ? {
          client_id: oauth.clientId.trim(),
          token_url: oauth.tokenUrl.trim(),
          scope: orNull(oauth.scope),
          ...(oauth.clientSecret ? { client_secret: oauth.clientSecret.trim() } : {}),
          refresh_token: oauth.refreshToken.trim(),
        }
      : null,
  };
}

/** A token that nobody entered stays as it is. */
function withoutEmpty({ refresh_token, ...oauth }: NonNullable<NewMailAccount['oauth']>) {
  return refresh_token ? { ...oauth, refresh_token } : oauth;
}

/** What differs: servers that nobody touched are not signed in to anew. */
export function mailChangeOf(now: MailForm, before: MailForm): MailAccountChange {
  const is = mailAccountOf(now);
  const was = mailAccountOf(before);
  const changes = differing(is, was);
  return {
    ...changes,
    ...(changes.oauth ? { oauth: withoutEmpty(changes.oauth) } : {}),
    ...(changes.imap ? { imap: differing(is.imap, was.imap) } : {}),
    ...(changes.smtp ? { smtp: differing(is.smtp, was.smtp) } : {}),
    ...('move_to' in changes ? { after_import: is.after_import } : {}),
    ...('after_import' in changes ? { move_to: is.move_to } : {}),
    ...('start_days' in changes ? { start_from: is.start_from } : {}),
    ...('start_from' in changes ? { start_days: is.start_days } : {}),
  };
}

/** They are kept nowhere longer than they are needed. */
export function forgetSecrets(form: MailForm) {
  form.password = '';
  form.smtpPassword = '';
  form.oauth.clientSecret = '';
  form.oauth.refreshToken = '';
}
