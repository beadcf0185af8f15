import type { MetaChannel } from './account';

/** What to subscribe to at Meta: everything that the server makes something of, what matters most first. */
export const WEBHOOK_FIELDS: Record<MetaChannel, readonly string[]> = {
  whatsapp: [
    'messages',
    'message_template_status_update',
    'message_template_quality_update',
    'message_template_components_update',
    'template_category_update',
    'account_update',
    'account_alerts',
    'account_review_update',
    'phone_number_quality_update',
    'phone_number_name_update',
    'business_capability_update',
    'security',
    'user_preferences',
    'user_id_update',
    'smb_message_echoes',
    'message_echoes',
  ],
  messenger: [
    'messages',
    'messaging_postbacks',
    'message_echoes',
    'message_deliveries',
    'message_reads',
    'message_edits',
    'message_reactions',
    'messaging_referrals',
    'messaging_optins',
    'send_cart',
    'messaging_handovers',
    'standby',
    'messaging_policy_enforcement',
  ],
};
