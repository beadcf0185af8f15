//! Whether a conversation's contact may be written to at this moment.

use super::error::Error;
use crate::domain::Timestamp;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::permission::Actor;
use crate::domain::window::{Way, Window};
use crate::store::{View, Writer};

/// Until when the contact may be written to, at the address that the conversation answers to.
pub fn of(view: &View, conversation: &Conversation) -> Result<Window, Error> {
    at(view, conversation, &conversation.identity)
}

/// The same for one of its addresses.
pub(super) fn at(
    view: &View,
    conversation: &Conversation,
    to: &(IdentityKind, String),
) -> Result<Window, Error> {
    let human_agent = match conversation.channel {
        Channel::Messenger => {
            view.find::<Inbox>(conversation.inbox)?.is_some_and(|inbox| inbox.options.human_agent)
        }
        Channel::Whatsapp | Channel::Email => false,
    };
    let last = last_inbound_at(view, conversation, to)?;
    Ok(Window::of(conversation.channel, human_agent, last))
}

fn last_inbound_at(
    view: &View,
    conversation: &Conversation,
    to: &(IdentityKind, String),
) -> Result<Option<Timestamp>, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    Ok(contact.and_then(|contact| contact.last_inbound_at(conversation.inbox, to)))
}

/// Lets the conversation's place among those that close next follow what its contact did last.
pub(super) fn follow(view: &View, conversation: &mut Conversation) -> Result<(), Error> {
    conversation.window_closes_at = match conversation.is_open() {
        true => of(view, conversation)?.closes_at,
        false => None,
    };
    Ok(())
}

/// Refuses what was written if it could not be sent now.
pub(super) fn check(writer: &Writer, conversation: &Conversation, by: &Actor) -> Result<(), Error> {
    match of(writer, conversation)?.way(writer.now, !by.is_program()) {
        Way::Freely | Way::AsHuman => Ok(()),
        Way::Not => Err(closed(writer, conversation, by)?),
    }
}

fn closed(view: &View, conversation: &Conversation, by: &Actor) -> Result<Error, Error> {
    let has_written = last_inbound_at(view, conversation, &conversation.identity)?.is_some();
    Ok(match conversation.channel {
        Channel::Whatsapp if !has_written => Error::conflict(
            "template_needed",
            "The customer has not written here yet: WhatsApp takes only a template as the first message.",
        ),
        Channel::Whatsapp => Error::conflict(
            "window_closed",
            "WhatsApp lets us answer freely for 24 hours after the customer's last message; they have passed. A template can still be sent.",
        ),
        Channel::Messenger => Error::conflict("window_closed", too_late(view, conversation, by)?),
        Channel::Email => Error::conflict("window_closed", "E-mail can't be written here."),
    })
}

fn too_late(view: &View, conversation: &Conversation, by: &Actor) -> Result<&'static str, Error> {
    let is_longer = of(view, conversation)?.human_agent_until.is_some();
    Ok(if is_longer && by.is_program() {
        "Messenger lets a program answer for 24 hours after what the customer last did; they have passed. For 7 days, a person may still answer in the workspace."
    } else if is_longer {
        "Messenger lets a person answer for 7 days after what the customer last did; they have passed. Wait until the customer writes."
    } else {
        "Messenger lets us answer for 24 hours after what the customer last did; they have passed. Wait until the customer writes."
    })
}

/// Why a message that had waited did not go out.
pub(super) fn missed(channel: Channel) -> &'static str {
    match channel {
        Channel::Whatsapp | Channel::Email => {
            "The 24 hours to answer freely were over before this could be sent."
        }
        Channel::Messenger => {
            "The time to answer on Messenger was over before this could be sent. Wait until the customer writes, then send it again."
        }
    }
}
