//! Sending again what did not get through: a new message with only that.

use super::access;
use super::composing::Composed;
use super::error::Error;
use super::mail::choosing;
use super::messages::{self, Answer};
use super::once::{Request, once};
use super::reports;
use super::templates;
use crate::app::App;
use crate::channels::whatsapp::codes;
use crate::domain::channel::Channel;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Delivery, Failure, Report, Status};
use crate::domain::mail::SentMail;
use crate::domain::message::{Message, Outbound};
use crate::domain::permission::Actor;
use crate::domain::rich::Rich;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{AttachmentId, ConversationId, EntryId};
use crate::store::{View, Writer};

/// Sends again what of a message did not get through. `accepts_doubt`: also what may have.
pub async fn resend(
    app: &App,
    request: Request,
    id: ConversationId,
    entry: EntryId,
    accepts_doubt: bool,
) -> Result<Entry, Error> {
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            let made = again(writer, &request, id, entry, accepts_doubt)?;
            Ok(made.id.0)
        })?;
        writer.entry(EntryId(made))?.ok_or(Error::NotFound("message"))
    });
    result.await
}

fn again(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    entry: EntryId,
    accepts_doubt: bool,
) -> Result<Entry, Error> {
    let conversation = access::conversation(writer, &request.actor, id)?;
    let message = ours(writer, id, entry)?;
    check(writer, &conversation, &message, accepts_doubt)?;
    let (text, attachments) = left(&message, conversation.channel);
    let answer = Answer {
        composed: Composed { text, rich: message.rich.clone() },
        reply_to: message.reply_to,
        attachments,
        seen_seq: None,
        keep_active: false,
        mail: message.mail.as_deref().map(|mail| Box::new(head_of_again(mail, &message.delivery))),
    };
    let mut made = messages::append(writer, request, conversation.clone(), answer)?;
    if let Body::Message(Message::Outbound(sent)) = &mut made.body {
        sent.resend_of = Some(entry);
    }
    writer.save_entry(&made)?;
    mark(writer, entry, made.id)?;
    writer.queue_in_outbox(made.id, &choosing::addressed(&conversation, &made))?;
    Ok(made)
}

fn mark(writer: &mut Writer, entry: EntryId, by: EntryId) -> Result<(), Error> {
    let Some(mut before) = writer.entry(entry)? else { return Ok(()) };
    if let Body::Message(Message::Outbound(message)) = &mut before.body {
        message.resent_as = Some(by);
    }
    Ok(writer.save_entry(&before)?)
}

/// A mail that the customer may have goes out as the very same bytes, by which mail programs know it
/// as one; one that he surely does not have is composed anew, to whom and about what it was.
fn head_of_again(mail: &SentMail, delivery: &Delivery) -> SentMail {
    match is_doubtful(delivery) {
        true => mail.clone(),
        false => SentMail { message_id: String::new(), raw: None, ..mail.clone() },
    }
}

/// Somebody knows that a message went out whose fate nobody knew, and says so. Doing it twice is
/// harmless.
pub async fn mark_as_sent(
    app: &App,
    actor: Actor,
    id: ConversationId,
    entry: EntryId,
) -> Result<Entry, Error> {
    let result = app.store.write(move |writer| -> Result<Entry, Error> {
        let conversation = access::conversation(writer, &actor, id)?;
        let message = ours(writer, id, entry)?;
        messages::check_own(writer, &actor, &conversation)?;
        if matches!(message.delivery.status, Status::Queued | Status::Failed) {
            let detail =
                "Only a message of which nobody knows whether it went out is marked as sent.";
            return Err(Error::conflict("not_unknown", detail));
        }
        let reason = format!("{} marked it as sent.", access::agent_name(writer, actor.agent)?);
        let failure = Some(Failure { code: None, reason });
        let report = Report { status: Status::Sent, at: writer.now, failure };
        for part in 0..message.delivery.parts.len().max(1) {
            if message.delivery.part(part).status == Status::Unknown {
                reports::apply(writer, entry, part, &report)?;
            }
        }
        writer.entry(entry)?.ok_or(Error::NotFound("message"))
    });
    result.await
}

fn ours(view: &View, id: ConversationId, entry: EntryId) -> Result<Outbound, Error> {
    let found = view.entry(entry)?.filter(|found| found.conversation() == id);
    match found.map(|found| found.body) {
        Some(Body::Message(Message::Outbound(message))) if message.outside.is_none() => {
            Ok(*message)
        }
        Some(Body::Message(_) | Body::Note(_) | Body::Activity(_)) | None => {
            Err(Error::NotFound("message of ours"))
        }
    }
}

fn check(
    view: &View,
    conversation: &Conversation,
    message: &Outbound,
    accepts_doubt: bool,
) -> Result<(), Error> {
    if message.resent_as.is_some() {
        return Err(Error::conflict("already_resent", "It was sent again already."));
    }
    match message.delivery.status {
        Status::Failed | Status::Unknown => {}
        Status::Queued | Status::Sent | Status::Delivered | Status::Read | Status::Played => {
            return Err(Error::conflict(
                "not_failed",
                "Only what did not get through is sent again.",
            ));
        }
    }
    if is_doubtful(&message.delivery) && !accepts_doubt {
        let detail = "Nobody knows whether the customer has it: sent again, it may come twice.";
        return Err(Error::conflict("fate_unknown", detail));
    }
    let failure = message.delivery.failure.as_ref();
    if let Some(failure) = failure.filter(|failure| failure.code.is_some_and(codes::is_final)) {
        return Err(Error::conflict("not_again", failure.reason.clone()));
    }
    if let Some(Rich::Template(used)) = &message.rich {
        templates::sendable(view, conversation.inbox, &used.name, &used.language)?;
    }
    Ok(())
}

fn is_doubtful(delivery: &Delivery) -> bool {
    let mut parts = delivery.parts.iter();
    delivery.status == Status::Unknown || parts.any(|part| part.status == Status::Unknown)
}

/// What did not get through: the text, and the files.
fn left(message: &Outbound, channel: Channel) -> (String, Vec<AttachmentId>) {
    let got_through = |place: usize| {
        let part = message.delivery.parts.get(place);
        part.is_some_and(|part| match part.status {
            Status::Sent | Status::Delivered | Status::Read | Status::Played => true,
            Status::Queued | Status::Failed | Status::Unknown => false,
        })
    };
    if message.rich.is_some() {
        return (message.text.clone(), Vec::new());
    }
    if channel == Channel::Email {
        // One piece is all of it, the files included.
        return (message.text.clone(), message.attachments.clone());
    }
    let parts = message.parts(channel);
    let left = parts.iter().enumerate().filter(|(place, _)| !got_through(*place));
    let (mut text, mut files) = (String::new(), Vec::new());
    for (_, part) in left {
        if !text.is_empty() && !part.text().is_empty() {
            text.push('\n');
        }
        text.push_str(part.text());
        files.extend(part.file());
    }
    (text, files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::domain::delivery::Report;

    fn after(text: &str, files: &[u64], statuses: &[Status]) -> (String, Vec<u64>) {
        after_on(Channel::Whatsapp, text, files, statuses)
    }

    fn after_on(
        channel: Channel,
        text: &str,
        files: &[u64],
        statuses: &[Status],
    ) -> (String, Vec<u64>) {
        let mut message = Outbound {
            attachments: files.iter().copied().map(AttachmentId).collect(),
            ..Outbound::new(text.to_owned(), Timestamp(0))
        };
        let number = message.parts(channel).len();
        message.delivery = Delivery::queued_in_parts(Timestamp(0), number);
        for (place, status) in statuses.iter().enumerate() {
            let report = Report { status: *status, at: Timestamp(1), failure: None };
            message.delivery.report_part(place, &report);
        }
        let (text, files) = left(&message, channel);
        (text, files.into_iter().map(|id| id.0).collect())
    }

    #[test]
    fn only_what_did_not_get_through_is_left() {
        use Status::{Delivered, Failed, Sent, Unknown};
        let whole = |text: &str, files: &[u64]| (text.to_owned(), files.to_vec());
        assert_eq!(after("hello", &[], &[Failed]), whole("hello", &[]));
        assert_eq!(after("hello", &[7, 8], &[Sent, Failed]), whole("", &[8]));
        assert_eq!(after("hello", &[7, 8], &[Failed, Failed]), whole("hello", &[7, 8]));
        assert_eq!(after("hello", &[7, 8], &[Unknown, Failed]), whole("hello", &[7, 8]));
        assert_eq!(after("", &[7, 8, 9], &[Delivered, Unknown, Failed]), whole("", &[8, 9]));
        let long = "x".repeat(1025);
        assert_eq!(after(&long, &[7], &[Delivered, Failed]), whole("", &[7]));
        for channel in [Channel::Whatsapp, Channel::Messenger] {
            let got = after_on(channel, "hello", &[7, 8], &[Failed, Failed, Failed]);
            assert_eq!(got, whole("hello", &[7, 8]), "{channel:?}");
        }
    }

    #[test]
    fn a_mail_is_sent_again_with_all_its_files() {
        for status in [Status::Failed, Status::Unknown] {
            let left = after_on(Channel::Email, "The invoice is attached.", &[7, 8], &[status]);
            assert_eq!(left, ("The invoice is attached.".to_owned(), vec![7, 8]));
        }
    }
}
