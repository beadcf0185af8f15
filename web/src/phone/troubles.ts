/** What can be broken and turned, in words. */

export type FaultChoice = { kind: string; label: string; hint: string; milliseconds?: number };

export const FAULTS: FaultChoice[] = [
  { kind: 'server_error', label: 'Error 500', hint: 'Nothing is done' },
  { kind: 'html_page', label: 'Error page', hint: 'HTML; nothing is done' },
  { kind: 'rate_limited', label: 'Rate limit', hint: 'Too many messages (130429)' },
  { kind: 'token_expired', label: 'Token expired', hint: 'Every call is refused (190)' },
  { kind: 'account_locked', label: 'Account locked', hint: 'Every call is refused (131031)' },
  { kind: 'policy_blocked', label: 'Blocked for a while', hint: 'Against a policy (368)' },
  { kind: 'unavailable', label: 'Service down', hint: 'Nothing is done (131016)' },
  { kind: 'connection_lost', label: 'Lost connection', hint: 'Nothing is done' },
  { kind: 'error_after_accepting', label: 'Late error 500', hint: 'Delivered all the same' },
  { kind: 'dropped_connection', label: 'Dropped connection', hint: 'Delivered all the same' },
  { kind: 'truncated_json', label: 'Cut-off answer', hint: 'Delivered all the same' },
  { kind: 'slow_answer', label: 'Slow answer', hint: 'It takes 8 seconds', milliseconds: 8000 },
];

export const DOWNLOAD_FAULTS: FaultChoice[] = [
  { kind: 'download_fails', label: 'Error 500', hint: 'No file comes' },
  { kind: 'download_not_found', label: 'Address is over', hint: 'Not found, before its time' },
  { kind: 'download_truncated', label: 'Half a file', hint: 'The end is missing' },
  { kind: 'download_wrong_bytes', label: 'Another file', hint: 'The hash does not fit' },
  { kind: 'download_slow', label: 'Slow file', hint: 'It takes 8 seconds', milliseconds: 8000 },
];

export type KnobChoice = {
  name: string;
  label: string;
  hint?: string;
  unit: 'rate' | 'ms' | 'number' | 'yes' | 'choice';
  choices?: Record<string, string>;
};

export const KNOBS: { title: string; knobs: KnobChoice[] }[] = [
  {
    title: 'Notifications to the desk',
    knobs: [
      { name: 'delay_ms', label: 'Delay', unit: 'ms' },
      { name: 'reorder_window_ms', label: 'Overtake within', unit: 'ms' },
      { name: 'batch_size', label: 'Updates in one', unit: 'number' },
      { name: 'duplicate_rate', label: 'Sent again', unit: 'rate' },
      { name: 'concurrent_duplicate_rate', label: 'Sent twice at once', unit: 'rate' },
      { name: 'mixed_values', label: 'Messages and statuses in one', unit: 'yes' },
      { name: 'one_change_each', label: 'An entry for each', unit: 'yes' },
      { name: 'unknown_fields', label: 'Unknown fields', unit: 'yes' },
      { name: 'url_in_notification', label: 'Addresses of files', unit: 'yes' },
      { name: 'wrong_signature', label: 'Wrong signature', hint: 'The desk must refuse', unit: 'yes' },
    ],
  },
  {
    title: 'Statuses of messages',
    knobs: [
      { name: 'status_before_response_rate', label: 'Ahead of the answer', unit: 'rate' },
      { name: 'skip_delivered_rate', label: 'No "delivered"', unit: 'rate' },
      { name: 'read_before_delivered_rate', label: '"Read" before "delivered"', unit: 'rate' },
      { name: 'fail_after_sent_rate', label: 'Fail after "sent"', unit: 'rate' },
      { name: 'unknown_status_rate', label: 'Of unknown messages', unit: 'rate' },
      { name: 'automatic_read', label: 'Phones read by themselves', unit: 'yes' },
      { name: 'refuse_closed_window', label: 'Refuse at once after 24 h', unit: 'yes' },
    ],
  },
  {
    title: 'Files and templates',
    knobs: [
      { name: 'accept_wrong_mime', label: 'Take any type, fail later', unit: 'yes' },
      { name: 'file_size_as_text', label: 'Sizes as texts', unit: 'yes' },
      { name: 'template_page_max', label: 'Templates on a page', unit: 'number' },
    ],
  },
];

/** What a review or customers' opinions can make of a template. */
export const TEMPLATE_STATUSES = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'IN_APPEAL',
  'PENDING_DELETION',
  'ARCHIVED',
];

export const ACCOUNT_EVENTS: { label: string; field: string; value: unknown }[] = [
  {
    label: 'Restricted',
    field: 'account_update',
    value: {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1893456000 }],
    },
  },
  {
    label: 'Violation',
    field: 'account_update',
    value: { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } },
  },
  {
    label: 'Disabled',
    field: 'account_update',
    value: { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'today' } },
  },
];

/** Turned for Messenger alone. */
export const MESSENGER_KNOBS: KnobChoice[] = [
  { name: 'echo_before_response_rate', label: 'Echo ahead of the answer', unit: 'rate' },
  { name: 'echo_without_app_id_rate', label: 'Echo without its app', unit: 'rate' },
  { name: 'skip_echo_rate', label: 'No echo', unit: 'rate' },
  { name: 'skip_mids_rate', label: 'Only the watermark', hint: 'No ids in delivery reports', unit: 'rate' },
  { name: 'human_agent_approved', label: 'Human agents may answer for 7 days', unit: 'yes' },
  { name: 'refuse_tag_inside_window', label: 'No tag within 24 h', unit: 'yes' },
  { name: 'seconds_in_referrals', label: 'Referrals in seconds', unit: 'yes' },
  { name: 'sticker_as_image_too', label: 'Stickers as pictures too', unit: 'yes' },
  {
    name: 'profile',
    label: 'Profiles',
    unit: 'choice',
    choices: {
      full: 'are told',
      empty: 'only the id',
      not_available: 'not available',
      no_permission: 'no permission',
      unknown_object: 'unknown',
    },
  },
];

/** Of the mail provider. */
export const MAIL_KNOBS: KnobChoice[] = [
  {
    name: 'next_mail',
    label: 'The next mail',
    hint: 'that the business sends',
    unit: 'choice',
    choices: {
      '': 'arrives',
      refused_for_now: 'is refused for now (451)',
      refused: 'is refused (550)',
      cut_and_delivered: 'arrives, without an answer',
      cut_and_lost: 'is lost, without an answer',
    },
  },
  { name: 'imap_unreachable', label: 'Mailbox out of reach', unit: 'yes' },
  { name: 'password_refused', label: 'Password refused', unit: 'yes' },
  { name: 'keeps_sent', label: 'Keeps what was sent by itself', unit: 'yes' },
];
