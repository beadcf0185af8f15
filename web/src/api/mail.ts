/** What mails, and the inboxes that take them, have beside what everything of their kind has. */

export interface MailAddress {
  name: string | null;
  address: string;
}
export type MailNotice = 'html_too_large' | 'encrypted' | 'winmail' | 'truncated' | 'files_left_out';
export interface Invitation {
  summary: string | null;
  /** As its calendar file says, such as `2026-03-01T10:00`, with the zone if it names one. */
  starts: string | null;
  ends: string | null;
  location: string | null;
  organizer: string | null;
  /** `REQUEST`, `CANCEL`, `REPLY` … */
  method: string | null;
}
export interface Mail {
  from: MailAddress | null;
  reply_to: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  subject: string | null;
  is_automatic: boolean;
  is_from_other_address: boolean;
  has_remote_images: boolean;
  notices: MailNotice[];
  invitation: Invitation | null;
  authentication: string | null;
  raw_url: string | null;
}

/** What a message of an e-mail conversation has more; of other channels it need not be named. */
export interface MailFacts {
  /** What its author quoted; `text` holds the own words. */
  quoted_text?: string | null;
  /** A whole page for a frame, if the mail has HTML. */
  html_url?: string | null;
  mail?: Mail | null;
}
