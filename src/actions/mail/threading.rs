//! Which conversation a mail belongs to: by the ids that it names, never by its subject alone.

use crate::actions::error::Error;
use crate::channels::email::mail::Mail;
use crate::channels::email::message_id;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::Status;
use crate::domain::mailbox::MailAccount;
use crate::domain::message::Message;
use crate::domain::timeline::Entry;
use crate::domain::{ContactId, EntryId, InboxId};
use crate::store::View;

/// How many conversations a follow-up chain is followed through.
const FOLLOWED_MAX: usize = 1_000;
/// How many addresses of ours a mail is looked at for.
const TAGS_MAX: usize = 20;
/// How many tries of one mail are looked at.
const TRIES_MAX: usize = 100;

/// The conversation that a mail goes on with, as it is now; it may have ended.
pub struct Found {
    pub conversation: Conversation,
    /// Somebody else than its contact wrote: he proved that he has a mail of ours.
    pub is_from_other: bool,
}

/// Looks for it by the ids, the one answered first. An id of ours binds whoever answers; the id of a
/// customer's mail is no secret, so it binds that customer alone.
pub fn find(
    view: &View,
    key: &[u8],
    (inbox, contact): (InboxId, Option<ContactId>),
    (mailbox, mail): (&MailAccount, &Mail),
) -> Result<Option<Found>, Error> {
    if let Some(conversation) = by_address(view, key, inbox, (mailbox, mail))? {
        let is_from_other = contact != Some(conversation.contact);
        let conversation = newest(view, conversation)?;
        return Ok(Some(Found { conversation, is_from_other }));
    }
    for id in mail.in_reply_to.iter().chain(mail.references.iter().rev()) {
        let is_ours = ours(view, key, inbox, id)?.is_some();
        let entry = match is_ours {
            true => ours(view, key, inbox, id)?.map(|entry| entry.id),
            false => view.entry_by_provider_id(inbox, id)?,
        };
        let Some(conversation) = of_entry(view, entry)? else { continue };
        let is_from_other = contact != Some(conversation.contact);
        if is_ours || !is_from_other {
            let conversation = newest(view, conversation)?;
            return Ok(Some(Found { conversation, is_from_other }));
        }
    }
    Ok(None)
}

/// Some programs drop the ids: an address of ours names the mail that is answered as its id does, and
/// proves itself as that does.
fn by_address(
    view: &View,
    key: &[u8],
    inbox: InboxId,
    (mailbox, mail): (&MailAccount, &Mail),
) -> Result<Option<Conversation>, Error> {
    let named = mail.to.iter().chain(&mail.cc).map(|to| to.address.as_str());
    let addresses = mail.delivered_to.iter().map(String::as_str).chain(named);
    for tag in addresses.filter_map(|address| mailbox.tag(address)).take(TAGS_MAX) {
        // Mail servers may change the case of an address; ours has none.
        let id = format!("{}@{}", tag.to_ascii_lowercase(), mailbox.domain());
        if let Some(entry) = ours(view, key, inbox, &id)? {
            return of_entry(view, Some(entry.id));
        }
    }
    Ok(None)
}

/// The message of ours in this inbox whose id this is, if it proves itself.
pub fn ours(view: &View, key: &[u8], inbox: InboxId, id: &str) -> Result<Option<Entry>, Error> {
    let Some(claimed) = message_id::claimed(id) else { return Ok(None) };
    let Some(entry) = view.entry(claimed)? else { return Ok(None) };
    let is_ours = matches!(entry.message(), Some(Message::Outbound(_)))
        && message_id::is_of(key, id, (entry.id, entry.at));
    let conversation: Option<Conversation> = view.find(entry.conversation())?;
    let is_here = conversation.is_some_and(|conversation| conversation.inbox == inbox);
    Ok((is_ours && is_here).then_some(entry))
}

/// A mail that was sent again is the same mail: all of its tries that went out, or may have, the first
/// one and the oldest first.
pub(super) fn tries(view: &View, first: Entry) -> Result<Vec<Entry>, Error> {
    let id = |entry: &Entry| match entry.message() {
        Some(Message::Outbound(message)) => {
            message.mail.as_deref().map(|mail| mail.message_id.clone())
        }
        Some(Message::Inbound(_)) | None => None,
    };
    let wanted = id(&first);
    let mut again = resent_as(&first);
    let mut tries = vec![first];
    while let Some(next) = again.filter(|_| tries.len() < TRIES_MAX) {
        let next = view.entry(next)?.filter(|next| has_gone_out(next) && id(next) == wanted);
        let Some(next) = next else { break };
        again = resent_as(&next);
        tries.push(next);
    }
    Ok(tries)
}

fn resent_as(entry: &Entry) -> Option<EntryId> {
    match entry.message() {
        Some(Message::Outbound(message)) => message.resent_as,
        Some(Message::Inbound(_)) | None => None,
    }
}

fn has_gone_out(entry: &Entry) -> bool {
    match entry.message() {
        Some(Message::Outbound(message)) => message.delivery.status != Status::Queued,
        Some(Message::Inbound(_)) | None => false,
    }
}

fn of_entry(view: &View, entry: Option<EntryId>) -> Result<Option<Conversation>, Error> {
    match entry {
        Some(entry) => Ok(view.find(entry.conversation())?),
        None => Ok(None),
    }
}

/// An ended one may have been followed by others: what comes late joins the last of them.
pub(super) fn newest(view: &View, mut conversation: Conversation) -> Result<Conversation, Error> {
    for _ in 0..FOLLOWED_MAX {
        let Some(next) = conversation.next.filter(|_| !conversation.is_open()) else { break };
        match view.find::<Conversation>(next)? {
            Some(next) if next.contact == conversation.contact => conversation = next,
            Some(_) | None => break,
        }
    }
    Ok(conversation)
}
