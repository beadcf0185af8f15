/** What can be broken and turned, in words. */

export type FaultChoice = { kind: string; label: string; hint: string; milliseconds?: number };

export const FAULTS: FaultChoice[] = [
  { kind: 'server_error', label: 'Error 500', hint: 'Nothing is done' },
  { kind: 'html_page', label: 'Error page', hint: 'HTML; nothing is done' },
  { kind: 'rate_limited', label: 'Rate limit', hint: 'Too many messages (130429)' },
  { kind: 'token_expired', label: 'Token expired', hint: 'Every call is refused (190)' },
  { kind: 'account_locked', label: 'Account locked', hint: 'Every call is refused (131031)' },
  { kind: 'error_after_accepting', label: 'Late error 500', hint: 'Delivered all the same' },
  { kind: 'dropped_connection', label: 'Dropped connection', hint: 'Delivered all the same' },
  { kind: 'truncated_json', label: 'Cut-off answer', hint: 'Delivered all the same' },
  { kind: 'slow_answer', label: 'Slow answer', hint: 'It takes 8 seconds', milliseconds: 8000 },
];

export type KnobChoice = {
  name: string;
  label: string;
  hint?: string;
  unit: 'rate' | 'ms' | 'number' | 'yes';
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
      { name: 'unknown_fields', label: 'Unknown fields', unit: 'yes' },
      { name: 'wrong_signature', label: 'Wrong signature', hint: 'The desk must refuse', unit: 'yes' },
    ],
  },
  {
    title: 'Statuses of messages',
    knobs: [
      { name: 'status_before_response_rate', label: 'Ahead of the answer', unit: 'rate' },
      { name: 'skip_delivered_rate', label: 'No "delivered"', unit: 'rate' },
      { name: 'fail_after_sent_rate', label: 'Fail after "sent"', unit: 'rate' },
      { name: 'automatic_read', label: 'Phones read by themselves', unit: 'yes' },
      { name: 'refuse_closed_window', label: 'Refuse at once after 24 h', unit: 'yes' },
    ],
  },
];
