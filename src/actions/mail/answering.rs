//! Automatic answers to mails: never to what a program wrote, never many to one address. Whoever
//! forges senders cannot make this desk write to the world.

use crate::actions::error::Error;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::domain::timeline::Body;
use crate::domain::{InboxId, Timestamp};
use crate::store::{View, Writer};

/// How far back the customer's newest mail is looked for.
const ENTRIES_LOOKED_AT_MAX: usize = 50;
/// How many automatic mails one address gets within `ADDRESS_PERIOD_MS`.
const PER_ADDRESS_MAX: usize = 10;
pub(in crate::actions) const ADDRESS_PERIOD_MS: i64 = 180 * MINUTE_MS;
/// How many an inbox sends within an hour.
const PER_INBOX_MAX: usize = 60;
/// What arrived longer ago gets no automatic answer: its author has long stopped waiting.
const ANSWERED_WITHIN_MS: i64 = 24 * HOUR_MS;
/// How far a mail server's clock may be behind ours.
const CLOCKS_APART_MS: i64 = 5 * MINUTE_MS;
/// Whoever is behind these reads no answers.
const NOBODY: [&str; 9] = [
    "mailer-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "nobody",
    // Whoever wrote a mail that names nobody.
    "unknown-sender",
];

/// Whether an automatic answer may go to this conversation's customer now.
pub(in crate::actions) fn may_be_automatic(
    view: &View,
    conversation: &Conversation,
) -> Result<bool, Error> {
    let (inbox, address) = (conversation.inbox, &conversation.identity.1);
    let local = address.split('@').next().unwrap_or_default();
    if NOBODY.contains(&local) || !wants_an_answer(view, conversation)? {
        return Ok(false);
    }
    let contact: Option<Contact> = view.find(conversation.contact)?;
    if contact.is_some_and(|contact| contact.undeliverable(address).is_some()) {
        return Ok(false);
    }
    let now = view.taken_at;
    let lately = |times: Vec<Timestamp>, period: i64| {
        times.into_iter().filter(|at| now.ms_since(*at) < period).count()
    };
    Ok(lately(view.mail_answers(inbox, address)?, ADDRESS_PERIOD_MS) < PER_ADDRESS_MAX
        && lately(view.mail_answers(inbox, ALL)?, HOUR_MS) < PER_INBOX_MAX)
}

/// Whether a mail is one that somebody waits for an answer to, and not one of the past that was
/// fetched: of before the inbox was made, or of the time that a mailbox was out of reach.
pub(super) fn is_of_now(arrived_at: Timestamp, inbox_made_at: Timestamp, now: Timestamp) -> bool {
    now.ms_since(arrived_at) < ANSWERED_WITHIN_MS
        && arrived_at >= inbox_made_at.plus_ms(-CLOCKS_APART_MS)
}

/// The whole inbox, where an address would stand.
const ALL: &str = "";

fn wants_an_answer(view: &View, conversation: &Conversation) -> Result<bool, Error> {
    let newest = conversation.last_seq.saturating_add(1);
    let entries = view.entries_before(conversation.id, newest, ENTRIES_LOOKED_AT_MAX)?;
    let is_left_alone = entries.into_iter().find_map(|entry| match entry.body {
        Body::Message(Message::Inbound(message)) => message
            .mail
            .map(|mail| mail.is_automatic || mail.wants_no_answer || mail.is_of_the_past),
        Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    });
    Ok(is_left_alone == Some(false))
}

/// One goes out.
pub(in crate::actions) fn note(
    writer: &mut Writer,
    conversation: &Conversation,
) -> Result<(), Error> {
    let address = conversation.identity.1.clone();
    keep(writer, conversation.inbox, &address, PER_ADDRESS_MAX)?;
    keep(writer, conversation.inbox, ALL, PER_INBOX_MAX)
}

fn keep(writer: &mut Writer, inbox: InboxId, address: &str, most: usize) -> Result<(), Error> {
    let mut times = writer.mail_answers(inbox, address)?;
    times.push(writer.now);
    let surplus = times.len().saturating_sub(most);
    times.drain(..surplus);
    Ok(writer.save_mail_answers(inbox, address, &times)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_of_the_past_are_not_answered_by_themselves() {
        let made = Timestamp(1_780_000_000_000);
        let hours = |hours: i64| made.plus_ms(hours * HOUR_MS);
        assert!(is_of_now(made.plus_ms(-MINUTE_MS), made, hours(0)), "clocks differ");
        assert!(is_of_now(hours(1), made, hours(24)));
        assert!(!is_of_now(hours(-1), made, hours(0)), "from before the inbox was made");
        assert!(!is_of_now(hours(1), made, hours(25)), "a day late");
    }
}
