//! What customers change of what they have said: it looks as they want it by now, and what it was
//! is kept.

use super::error::Error;
use super::lifecycle;
use super::order;
use crate::domain::content::{Content, Version};
use crate::domain::conversation::Conversation;
use crate::domain::message::{Inbound, Message};
use crate::domain::timeline::{Body, Entry};
use crate::domain::{InboxId, Timestamp};
use crate::store::{View, Writer};

/// How many changes of one message are kept; platforms allow fewer.
const VERSIONS_MAX: usize = 50;

/// What stands in the list in the place of a message that was taken back.
const DELETED: &str = "deleted";

pub(super) struct Edit<'a> {
    /// Of the change itself, where it has one.
    pub provider_id: Option<&'a str>,
    /// The message changed.
    pub target: &'a str,
    pub text: &'a str,
    /// Which change of it this is, counted from 1, where that is told.
    pub number: Option<u32>,
    pub at: Timestamp,
}

/// Lets a message say something else. Answers whether it is one that is here.
pub(super) fn edit(writer: &mut Writer, inbox: InboxId, edit: &Edit<'_>) -> Result<bool, Error> {
    if is_done(writer, inbox, edit.provider_id)? {
        return Ok(true);
    }
    let Some(mut entry) = known(writer, inbox, edit.target)? else { return Ok(false) };
    let is_new = match &mut entry.body {
        Body::Message(Message::Inbound(message)) => rewrite(message, edit),
        Body::Message(Message::Outbound(message)) => match &mut message.outside {
            Some(outside) => {
                message.text = edit.text.to_owned();
                outside.content.set_text(edit.text.to_owned())
            }
            // What we sent is what we sent.
            None => return Ok(false),
        },
        Body::Note(_) | Body::Activity(_) => return Ok(false),
    };
    if is_new {
        store(writer, inbox, edit.provider_id, &entry)?;
    }
    Ok(true)
}

/// Told twice, or after a later one: it changes nothing.
fn rewrite(message: &mut Inbound, edit: &Edit<'_>) -> bool {
    let before = message.content.text().unwrap_or_default().to_owned();
    let is_late = edit.number.is_some_and(|number| message.versions.len() >= number as usize)
        || message.versions.last().is_some_and(|version| version.until > edit.at);
    if is_late || before == edit.text || message.versions.len() >= VERSIONS_MAX {
        return false;
    }
    let text = edit.text.to_owned();
    match &mut message.content {
        Content::Text { text: said } => *said = text,
        Content::Files { text: said, .. }
        | Content::Order { text: said, .. }
        | Content::Form { text: said, .. }
        | Content::Link { text: said, .. } => *said = Some(text),
        Content::Choice { .. }
        | Content::Location { .. }
        | Content::People { .. }
        | Content::Unsupported { .. } => message.content = Content::Text { text },
    }
    message.versions.push(Version { text: before, until: edit.at });
    true
}

/// Marks a message as taken back. Answers whether it is one that is here.
pub(super) fn delete(
    writer: &mut Writer,
    inbox: InboxId,
    provider_id: Option<&str>,
    target: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    if is_done(writer, inbox, provider_id)? {
        return Ok(true);
    }
    let Some(mut entry) = known(writer, inbox, target)? else { return Ok(false) };
    let deleted_at = match &mut entry.body {
        Body::Message(Message::Inbound(message)) => &mut message.deleted_at,
        Body::Message(Message::Outbound(message)) if message.outside.is_some() => {
            &mut message.deleted_at
        }
        Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => {
            return Ok(false);
        }
    };
    if deleted_at.is_none() {
        *deleted_at = Some(at);
        store(writer, inbox, provider_id, &entry)?;
    }
    Ok(true)
}

fn is_done(view: &View, inbox: InboxId, provider_id: Option<&str>) -> Result<bool, Error> {
    match provider_id {
        Some(id) => Ok(view.entry_by_provider_id(inbox, id)?.is_some()),
        None => Ok(false),
    }
}

/// The message that the provider calls so.
fn known(view: &View, inbox: InboxId, target: &str) -> Result<Option<Entry>, Error> {
    match view.entry_by_provider_id(inbox, target)? {
        Some(id) => Ok(view.entry(id)?),
        None => Ok(None),
    }
}

fn store(
    writer: &mut Writer,
    inbox: InboxId,
    provider_id: Option<&str>,
    entry: &Entry,
) -> Result<(), Error> {
    writer.save_entry(entry)?;
    if let Some(id) = provider_id {
        writer.remember_provider_id(inbox, id, entry.id);
    }
    show_in_list(writer, entry)
}

/// The list shows what was said last: it follows if that has changed.
fn show_in_list(writer: &mut Writer, entry: &Entry) -> Result<(), Error> {
    let Body::Message(message) = &entry.body else { return Ok(()) };
    let Some(mut conversation) = writer.find::<Conversation>(entry.conversation())? else {
        return Ok(());
    };
    if !order::is_last(writer, &conversation, entry)? {
        return Ok(());
    }
    let (text, kind) = match (message.deleted_at(), message.content()) {
        (Some(_), _) => ("", DELETED),
        (None, Some(content)) => (message.text().unwrap_or_default(), content.preview_kind()),
        (None, None) => return Ok(()),
    };
    let shown = lifecycle::preview(text, kind, entry.author, false);
    conversation.preview = Some(shown);
    Ok(writer.save_conversation(&conversation)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DeliveryId;

    fn said(text: &str) -> Inbound {
        let content = Content::Text { text: text.to_owned() };
        Inbound::new("m_1".to_owned(), Timestamp(0), content, DeliveryId(1))
    }

    fn change(text: &str, number: Option<u32>, at: i64) -> Edit<'_> {
        Edit { provider_id: None, target: "m_1", text, number, at: Timestamp(at) }
    }

    #[test]
    fn each_change_keeps_what_was_before() {
        let mut message = said("helo");
        assert!(rewrite(&mut message, &change("hello", Some(1), 10)));
        assert!(!rewrite(&mut message, &change("hello", Some(1), 10)), "told twice");
        assert!(rewrite(&mut message, &change("hello!", Some(2), 20)));
        assert!(!rewrite(&mut message, &change("hello", Some(1), 10)), "late");
        assert_eq!(message.content.text(), Some("hello!"));
        let kept = message.versions.iter().map(|version| version.text.as_str());
        assert_eq!(kept.collect::<Vec<_>>(), ["helo", "hello"]);
    }

    #[test]
    fn a_later_change_that_came_first_stays() {
        let mut message = said("1");
        assert!(rewrite(&mut message, &change("3", Some(2), 20)));
        assert!(!rewrite(&mut message, &change("2", None, 10)));
        assert_eq!(message.content.text(), Some("3"));
    }

    #[test]
    fn changes_are_bounded() {
        let mut message = said("0");
        for number in 1..=VERSIONS_MAX + 5 {
            rewrite(&mut message, &change(&number.to_string(), None, number as i64));
        }
        assert_eq!(message.versions.len(), VERSIONS_MAX);
    }
}
