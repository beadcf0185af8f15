//! What somebody of ours writes with another program: in the page's own inbox, on the number's
//! phone. It is shown where it belongs, and nobody gets or loses a conversation by it.

use super::error::Error;
use super::routing::Opening;
use super::{downloads, early, inbound, latest, lifecycle, reports, resolutions, watermarks};
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::content::Content;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::delivery::{Delivery, Report, Status};
use crate::domain::inbox::Inbox;
use crate::domain::message::{Message, Outbound, Outside};
use crate::domain::timeline::{Author, Body};
use crate::domain::{EntryId, Timestamp};
use crate::store::Writer;

pub(super) struct Written {
    pub provider_id: String,
    pub sent_at: Timestamp,
    pub content: Content,
    pub reply_to: Option<EntryId>,
    /// The provider's id of the program.
    pub app: Option<String>,
}

/// Shows it in the contact's latest conversation here, whose state stays as it is.
pub(super) fn append(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    to: (IdentityKind, String),
    written: Written,
) -> Result<(), Error> {
    let mut conversation = place(writer, inbox, contact, to.clone(), begun_in(inbox.channel()))?;
    let (provider_id, sent_at) = (written.provider_id.clone(), written.sent_at);
    let mut entry =
        writer.append_entry(&mut conversation, Author::Outside, Body::Message(message(written)))?;
    show(writer, &mut conversation, entry.message());
    lifecycle::keep(writer, &mut conversation)?;
    downloads::queue(writer, inbox.id, &mut entry, sent_at)?;
    // What was told of it before it was known holds now.
    reports::add_provider_id(writer, inbox.id, (entry.id, 0), &provider_id)?;
    watermarks::catch_up(writer, inbox.id, Some(&to), (entry.id, 0), sent_at)?;
    early::settle(writer, inbox.id, &provider_id, entry.id)
}

/// Where something is shown that is nobody's turn: the latest conversation, open or ended. If there
/// is none, or it can hold no more, one is made that has ended already, for this reason: what the
/// customer writes next follows it.
pub(super) fn place(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    to: (IdentityKind, String),
    reason: &str,
) -> Result<Conversation, Error> {
    match latest::conversation(writer, contact.id, inbox.id, Some(&to))? {
        Some(conversation) if !conversation.is_full() => Ok(conversation),
        earlier => {
            let begun = inbound::begin(writer, inbox, contact, to, earlier, Opening::of(""))?;
            let note = Some(reason.to_owned());
            resolutions::end(writer, begun, Input::Resolved, Author::System, note)
        }
    }
}

fn message(written: Written) -> Message {
    let Written { provider_id: _, sent_at, content, reply_to, app } = written;
    let text = content.text().unwrap_or_default().to_owned();
    let mut delivery = Delivery::queued(sent_at);
    delivery.report(&Report { status: Status::Sent, at: sent_at, failure: None });
    Message::Outbound(Box::new(Outbound {
        delivery,
        reply_to,
        outside: Some(Outside { content, app }),
        ..Outbound::new(text, sent_at)
    }))
}

/// Whoever was about to answer is asked once more.
fn show(writer: &Writer, conversation: &mut Conversation, message: Option<&Message>) {
    let Some(Message::Outbound(message)) = message else { return };
    let kind = message.outside.as_ref().map_or("text", |outside| outside.content.preview_kind());
    conversation.preview = Some(lifecycle::preview(&message.text, kind, Author::Outside, false));
    if conversation.is_open() {
        conversation.last_activity_at = writer.now;
        lifecycle::moved(writer, conversation, Author::Outside);
    }
}

fn begun_in(channel: Channel) -> &'static str {
    match channel {
        Channel::Messenger => "Written in the page's inbox",
        Channel::Whatsapp => "Written on the number's phone",
        Channel::Email => "Written elsewhere",
    }
}
