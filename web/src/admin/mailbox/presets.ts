/** The mail servers of well-known providers, so that nobody has to look them up. */
import type { MailAuth, Tls } from '../../api/mail';

export const PRESETS = [
  'gmail',
  'microsoft',
  'icloud',
  'fastmail',
  'gmx',
  'webde',
  'ionos',
  'yahoo',
  'other',
] as const;
export type PresetName = (typeof PRESETS)[number];

export interface Endpoint {
  host: string;
  port: number;
  tls: Tls;
}
interface Preset {
  imap: Endpoint;
  smtp: Endpoint;
  /** How it lets programs in. */
  auths: readonly MailAuth[];
  /** Addresses that are surely there; companies have their own. */
  domains: readonly string[];
}

const implicit = (host: string, port: number): Endpoint => ({ host, port, tls: 'implicit' });
const starttls = (host: string): Endpoint => ({ host, port: 587, tls: 'starttls' });

export const ENDPOINTS: Record<Exclude<PresetName, 'other'>, Preset> = {
  gmail: {
    imap: implicit('imap.gmail.com', 993),
    smtp: implicit('smtp.gmail.com', 465),
    auths: ['password', 'oauth2'],
    domains: ['gmail.com', 'googlemail.com'],
  },
  microsoft: {
    imap: implicit('outlook.office365.com', 993),
    smtp: starttls('smtp.office365.com'),
    auths: ['oauth2'],
    domains: ['outlook.com', 'outlook.de', 'hotmail.com', 'hotmail.de', 'live.com', 'msn.com'],
  },
  icloud: {
    imap: implicit('imap.mail.me.com', 993),
    smtp: starttls('smtp.mail.me.com'),
    auths: ['password'],
    domains: ['icloud.com', 'me.com', 'mac.com'],
  },
  fastmail: {
    imap: implicit('imap.fastmail.com', 993),
    smtp: implicit('smtp.fastmail.com', 465),
    auths: ['password'],
    domains: ['fastmail.com', 'fastmail.fm'],
  },
  gmx: {
    imap: implicit('imap.gmx.net', 993),
    smtp: starttls('mail.gmx.net'),
    auths: ['password'],
    domains: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch'],
  },
  webde: {
    imap: implicit('imap.web.de', 993),
    smtp: starttls('smtp.web.de'),
    auths: ['password'],
    domains: ['web.de'],
  },
  ionos: {
    imap: implicit('imap.ionos.de', 993),
    smtp: starttls('smtp.ionos.de'),
    auths: ['password'],
    domains: ['online.de'],
  },
  yahoo: {
    imap: implicit('imap.mail.yahoo.com', 993),
    smtp: implicit('smtp.mail.yahoo.com', 465),
    auths: ['password'],
    domains: ['yahoo.com', 'yahoo.de', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com', 'rocketmail.com'],
  },
};

export const domainOf = (address: string): string =>
  /@([^\s@]+\.[^\s@.]+)$/.exec(address.trim())?.[1]?.toLowerCase() ?? '';

/** Null as long as no whole address stands there. */
export function presetFor(address: string): PresetName | null {
  const domain = domainOf(address);
  if (!domain) return null;
  const found = Object.entries(ENDPOINTS).find(([, { domains }]) => domains.includes(domain));
  return found ? (found[0] as PresetName) : 'other';
}

/** The provider that has these servers. */
export function presetOf(imapHost: string, smtpHost: string): PresetName {
  const found = Object.entries(ENDPOINTS).find(
    ([, { imap, smtp }]) => imap.host === imapHost && smtp.host === smtpHost,
  );
  return found ? (found[0] as PresetName) : 'other';
}

/** Where mail servers usually are, for a domain that nobody knows. */
export const guessed = (domain: string): { imap: Endpoint; smtp: Endpoint } => ({
  imap: implicit(domain && `imap.${domain}`, 993),
  smtp: implicit(domain && `smtp.${domain}`, 465),
});

export const authsOf = (preset: PresetName): readonly MailAuth[] =>
  preset === 'other' ? ['password', 'oauth2'] : ENDPOINTS[preset].auths;

export const OAUTH_PROVIDERS = ['google', 'microsoft', 'other'] as const;
export type OauthProvider = (typeof OAUTH_PROVIDERS)[number];
export const TOKENS: Record<OauthProvider, { url: string; scope: string }> = {
  google: { url: 'https://oauth2.googleapis.com/token', scope: 'https://mail.google.com/' },
  microsoft: {
    url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope:
      'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
  },
  other: { url: '', scope: '' },
};
export const providerOf = (preset: PresetName): OauthProvider =>
  preset === 'gmail' ? 'google' : preset === 'microsoft' ? 'microsoft' : 'other';

/** Whose address for tokens this is; that of Microsoft may name a tenant. */
export function providerAt(tokenUrl: string): OauthProvider {
  if (tokenUrl === TOKENS.google.url) return 'google';
  return tokenUrl.startsWith('https://login.microsoftonline.com/') ? 'microsoft' : 'other';
}
