/** What Meta must tell us of an account, and where one finds it there. */
import type { TextKey } from '../../lib/i18n.svelte';

const META_CHANNELS = ['whatsapp', 'messenger'] as const;
export type MetaChannel = (typeof META_CHANNELS)[number];
export const CHANNELS = [...META_CHANNELS, 'email'] as const;

export interface AccountField {
  key: string;
  name: TextKey;
  where: TextKey;
  isSecret: boolean;
}

const SECRET: AccountField = {
  key: 'app_secret',
  name: 'inboxes.appSecret',
  where: 'wizard.secret.where',
  isSecret: true,
};

export const FIELDS: Record<MetaChannel, AccountField[]> = {
  whatsapp: [
    {
      key: 'phone_number_id',
      name: 'inboxes.phoneNumberId',
      where: 'wizard.whatsapp.number.where',
      isSecret: false,
    },
    { key: 'waba_id', name: 'inboxes.wabaId', where: 'wizard.whatsapp.waba.where', isSecret: false },
    {
      key: 'access_token',
      name: 'inboxes.accessToken',
      where: 'wizard.whatsapp.token.where',
      isSecret: true,
    },
    SECRET,
  ],
  messenger: [
    { key: 'page_id', name: 'inboxes.pageId', where: 'wizard.messenger.page.where', isSecret: false },
    {
      key: 'page_access_token',
      name: 'inboxes.pageAccessToken',
      where: 'wizard.messenger.token.where',
      isSecret: true,
    },
    { key: 'app_id', name: 'inboxes.appId', where: 'wizard.messenger.app.where', isSecret: false },
    SECRET,
  ],
};

/** The fields that can be replaced later, by channel. */
export const SECRETS: Record<MetaChannel, Pick<AccountField, 'key' | 'name'>[]> = {
  whatsapp: secretsOf('whatsapp'),
  messenger: secretsOf('messenger'),
};

function secretsOf(channel: MetaChannel): Pick<AccountField, 'key' | 'name'>[] {
  const own = FIELDS[channel].filter(({ isSecret }) => isSecret);
  return [...own, { key: 'verify_token', name: 'inboxes.verifyToken' as const }];
}

export const isMeta = (channel: string): channel is MetaChannel =>
  META_CHANNELS.some((name) => name === channel);

/** An id of Meta's is digits; what was copied may have blanks around it. */
export const isId = (typed: string) => /^\d{1,32}$/.test(typed.trim());
