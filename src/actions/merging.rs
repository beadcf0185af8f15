//! Two contacts who are one person, and taking that back.

use super::access;
use super::contacts::{living, save};
use super::error::Error;
use super::once::{Request, once};
use super::windows;
use crate::app::App;
use crate::domain::contact::{Contact, Identity};
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::filter::Sort;
use crate::domain::merge::{Merge, gaps, take_back};
use crate::domain::message::Message;
use crate::domain::timeline::Body;
use crate::domain::{ContactId, InboxId, MergeId, Timestamp};
use crate::store::{self, Facet, Source, Stretch, View, Writer};
use std::collections::BTreeSet;

/// Somebody who was merged into another.
pub struct Merged {
    pub merge: Merge,
    pub contact: Contact,
}

/// Who was merged into a contact, those included that were merged into them before.
pub fn merged(view: &View, contact: &Contact) -> Result<Vec<Merged>, Error> {
    let mut all = Vec::new();
    for id in merges_of(view, contact)? {
        let Some(merge) = view.find::<Merge>(id)? else { continue };
        let contact = view.find(merge.from)?;
        all.extend(contact.map(|contact| Merged { merge, contact }));
    }
    Ok(all)
}

/// How many conversations move in one merge: all of them move at once, or none.
pub const CONVERSATIONS_MAX: u64 = 1_000;
/// How many contacts may be merged into one.
pub const MERGES_MAX: usize = 50;
const READ_AT_ONCE: usize = 200;
/// How far back it is looked for who wrote.
const ENTRIES_LOOKED_AT_MAX: usize = 200;

/// Merges the contact `from` into `into`: its identities, conversations and notes move, and its
/// attributes fill gaps. What it writes from now on is `into`'s.
pub async fn merge(
    app: &App,
    request: Request,
    into: ContactId,
    from: ContactId,
) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        once(writer, &request, |writer| {
            join(writer, &request, into, from)?;
            Ok(into.0)
        })?;
        access::record(writer, into, "contact")
    });
    result.await
}

pub(super) fn join(
    writer: &mut Writer,
    request: &Request,
    into: ContactId,
    from: ContactId,
) -> Result<(), Error> {
    if into == from {
        return Err(Error::conflict("same_contact", "A contact cannot be merged into itself."));
    }
    let (mut into, mut from) = (living(writer, into)?, living(writer, from)?);
    check(writer, &into, &from)?;
    let conversations = conversations(writer, from.id, None)?;
    let merge = Merge {
        id: MergeId(writer.next_id::<Merge>()?),
        into: into.id,
        from: from.id,
        by: request.actor.agent,
        at: writer.now,
        conversations: conversations.iter().map(|conversation| conversation.id).collect(),
        notes: from.notes.iter().map(|note| note.id).collect(),
        filled: gaps(&into.attributes, &from.attributes),
        username: from.username.clone().filter(|_| into.username.is_none()),
    };
    from.merged_into = Some(into.id);
    into.merges.push(merge.id);
    into.identities.extend(
        from.identities
            .drain(..)
            .map(|identity| Identity { came_by: identity.came_by.or(Some(merge.id)), ..identity }),
    );
    into.notes.append(&mut from.notes);
    into.notes.sort_by_key(|note| (note.at, note.id));
    into.attributes.extend(merge.filled.clone());
    into.username = into.username.or(merge.username.clone());
    // The one that gives its identities up goes first: each leads to one contact.
    save(writer, &from)?;
    save(writer, &into)?;
    writer.save_merge(&merge)?;
    let inboxes = give(writer, conversations, into.id)?;
    point_to_latest(writer, &[into.id, from.id], inboxes)
}

fn check(view: &View, into: &Contact, from: &Contact) -> Result<(), Error> {
    if let Some(blocked) = [into, from].into_iter().find(|contact| contact.blocked_at.is_some()) {
        let detail = format!("“{}” is blocked: unblock it first.", blocked.name);
        return Err(Error::conflict("blocked", detail));
    }
    if into.merges.len() >= MERGES_MAX {
        let detail = format!("{MERGES_MAX} contacts were merged into “{}” already.", into.name);
        return Err(Error::conflict("too_many", detail));
    }
    let mut number = 0;
    for state in StateKind::ALL {
        number += view.count(Facet::Contact, from.id.0, state)?;
    }
    if number > CONVERSATIONS_MAX {
        let detail = format!(
            "“{}” has {number} conversations, and at most {CONVERSATIONS_MAX} can move: merge the \
             other way round.",
            from.name
        );
        return Err(Error::conflict("too_many", detail));
    }
    Ok(())
}

/// All conversations of a contact, or those where something was said since.
fn conversations(
    view: &View,
    contact: ContactId,
    since: Option<Timestamp>,
) -> Result<Vec<Conversation>, Error> {
    let source = |state| Source { facet: Facet::Contact, value: contact.0, state };
    let sources = StateKind::ALL.map(source);
    let stretch = Stretch { from: since, ..Stretch::default() };
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page =
            store::page(view, &sources, Sort::Newest, stretch, after, READ_AT_ONCE, |_| true)?;
        all.extend(page.0);
        after = page.1;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Makes them this contact's, and says which inboxes they are of.
fn give(
    writer: &mut Writer,
    conversations: Vec<Conversation>,
    to: ContactId,
) -> Result<BTreeSet<InboxId>, Error> {
    let mut inboxes = BTreeSet::new();
    for mut conversation in conversations {
        conversation.contact = to;
        windows::follow(writer, &mut conversation)?;
        inboxes.insert(conversation.inbox);
        writer.save_conversation(&conversation)?;
    }
    Ok(inboxes)
}

fn point_to_latest(
    writer: &mut Writer,
    contacts: &[ContactId],
    inboxes: BTreeSet<InboxId>,
) -> Result<(), Error> {
    for contact in contacts {
        let all = conversations(writer, *contact, None)?;
        for inbox in &inboxes {
            let here = all.iter().filter(|conversation| conversation.inbox == *inbox);
            match here.map(|conversation| conversation.id).max() {
                Some(latest) => writer.set_latest_conversation(*contact, *inbox, latest),
                None => writer.forget_latest_conversation(*contact, *inbox),
            }
        }
    }
    Ok(())
}

/// Takes a merge back: what moved goes back, and what came since stays with whom its identity
/// belongs to.
pub async fn unmerge(
    app: &App,
    _request: Request,
    into: ContactId,
    merge: MergeId,
) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        let into = living(writer, into)?;
        let merge: Merge = access::record(writer, merge, "merge")?;
        if merge.into != into.id {
            return Err(Error::NotFound("merge"));
        }
        part(writer, into, &merge)
    });
    result.await
}

fn part(writer: &mut Writer, mut into: Contact, merge: &Merge) -> Result<Contact, Error> {
    let mut from: Contact = access::record(writer, merge.from, "contact")?;
    from.merged_into = None;
    into.merges.retain(|known| *known != merge.id);
    let mut brought = merges_of(writer, &from)?;
    brought.insert(merge.id);
    let (theirs, ours) = std::mem::take(&mut into.identities)
        .into_iter()
        .partition(|identity| identity.came_by.is_some_and(|by| brought.contains(&by)));
    into.identities = ours;
    from.identities = theirs;
    for identity in from.identities.iter_mut().filter(|i| i.came_by == Some(merge.id)) {
        identity.came_by = None;
    }
    let (theirs, ours) = std::mem::take(&mut into.notes)
        .into_iter()
        .partition(|note| merge.notes.contains(&note.id));
    into.notes = ours;
    from.notes = theirs;
    into.username = into.username.filter(|name| merge.username.as_ref() != Some(name));
    let open = take_back(&mut into.attributes, &merge.filled);
    refill(writer, &mut into, &open)?;
    // Who was blocked as one person is blocked as two: one word of somebody's undoes that for each.
    from.blocked_at = from.blocked_at.or(into.blocked_at);
    save(writer, &into)?;
    save(writer, &from)?;
    writer.remove_merge(merge.id);
    part_conversations(writer, &into, &from, merge)?;
    Ok(into)
}

/// The merges that had made a contact what it was when it was merged itself.
fn merges_of(view: &View, contact: &Contact) -> Result<BTreeSet<MergeId>, Error> {
    let mut all = BTreeSet::new();
    let mut waiting = contact.merges.clone();
    while let Some(id) = waiting.pop() {
        let Some(merge) = view.find::<Merge>(id)?.filter(|_| all.insert(id)) else { continue };
        let from: Option<Contact> = view.find(merge.from)?;
        waiting.extend(from.into_iter().flat_map(|from| from.merges));
    }
    Ok(all)
}

/// Lets the others who were merged into it fill the gaps that there are again.
fn refill(
    writer: &mut Writer,
    contact: &mut Contact,
    open: &BTreeSet<String>,
) -> Result<(), Error> {
    for id in &contact.merges {
        let Some(mut merge) = writer.find::<Merge>(*id)? else { continue };
        let from: Contact = access::record(writer, merge.from, "contact")?;
        let mut filling = gaps(&contact.attributes, &from.attributes);
        filling.retain(|key, _| open.contains(key));
        contact.attributes.extend(filling.clone());
        merge.filled.extend(filling);
        writer.save_merge(&merge)?;
    }
    Ok(())
}

fn part_conversations(
    writer: &mut Writer,
    into: &Contact,
    from: &Contact,
    merge: &Merge,
) -> Result<(), Error> {
    let mut touched = BTreeSet::new();
    let since = conversations(writer, into.id, Some(merge.at))?;
    touched.extend(since.iter().map(|conversation| conversation.id));
    touched.extend(merge.conversations.iter().copied());
    let mut inboxes = BTreeSet::new();
    for id in &touched {
        let mut conversation: Conversation = access::record(writer, *id, "conversation")?;
        let (inbox, (kind, value)) = (conversation.inbox, &conversation.identity);
        // Whoever wants answers elsewhere is known by where he wrote from.
        let is_nobodys = [into, from].iter().all(|of| of.identity(inbox, *kind, value).is_none());
        let author = if is_nobodys { author(writer, &conversation)? } else { None };
        let known_by = author.as_ref().unwrap_or(value);
        let is_theirs = merge.conversations.contains(id)
            || (is_begun_since(&conversation, merge)
                && from.identity(inbox, *kind, known_by).is_some());
        let owner = if is_theirs { from } else { into };
        if author.is_none() && owner.identity(inbox, *kind, value).is_none() {
            // The other one wrote here last: answers go to its owner again.
            let own = owner.any_address(conversation.inbox);
            conversation.identity = own.unwrap_or(conversation.identity);
        }
        conversation.contact = owner.id;
        windows::follow(writer, &mut conversation)?;
        inboxes.insert(conversation.inbox);
        writer.save_conversation(&conversation)?;
    }
    for id in touched {
        unlink(writer, id)?;
    }
    point_to_latest(writer, &[into.id, from.id], inboxes)
}

/// The address that the contact's newest mail came from, if it is one that is written by mail.
fn author(view: &View, conversation: &Conversation) -> Result<Option<String>, Error> {
    let newest = conversation.last_seq.saturating_add(1);
    let entries = view.entries_before(conversation.id, newest, ENTRIES_LOOKED_AT_MAX)?;
    Ok(entries.into_iter().find_map(|entry| match entry.body {
        Body::Message(Message::Inbound(message)) => {
            let facts = message.mail.filter(|facts| !facts.is_from_other_address)?;
            facts.from.map(|from| from.address)
        }
        Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    }))
}

/// What was there before is in the merge's own list.
fn is_begun_since(conversation: &Conversation, merge: &Merge) -> bool {
    conversation.created_at >= merge.at
}

/// A conversation that follows the other's follows its own contact's one before it instead.
fn unlink(writer: &mut Writer, id: crate::domain::ConversationId) -> Result<(), Error> {
    let mut conversation: Conversation = access::record(writer, id, "conversation")?;
    let Some(previous) = conversation.previous else { return Ok(()) };
    let mut previous: Conversation = access::record(writer, previous, "conversation")?;
    if previous.contact == conversation.contact {
        return Ok(());
    }
    if previous.next == Some(id) {
        previous.next = None;
        writer.save_conversation(&previous)?;
    }
    let own = conversations(writer, conversation.contact, None)?.into_iter();
    let before = own.filter(|own| {
        own.inbox == conversation.inbox && own.id < id && !own.is_open() && own.next.is_none()
    });
    let before = before.max_by_key(|own| own.id);
    conversation.previous = before.as_ref().map(|own| own.id);
    writer.save_conversation(&conversation)?;
    if let Some(mut before) = before {
        before.next = Some(id);
        writer.save_conversation(&before)?;
    }
    Ok(())
}
