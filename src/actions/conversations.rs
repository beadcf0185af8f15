//! Reading conversations: one, a list, a timeline.

use super::access;
use super::error::Error;
use crate::app::App;
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::filter::{Filter, Sort};
use crate::domain::permission::Actor;
use crate::domain::timeline::Entry;
use crate::domain::{ConversationId, ENTRIES_PER_CONVERSATION_MAX, EntryId};
use crate::store::{self, Facet, Position, Source, Stretch, View};
use std::collections::BTreeSet;

/// How many conversations before this one a timeline runs on into on one page.
const PREVIOUS_PER_PAGE_MAX: usize = 50;

pub fn get(app: &App, actor: &Actor, id: ConversationId) -> Result<Conversation, Error> {
    access::conversation(&app.store.view()?, actor, id)
}

pub struct Page {
    pub items: Vec<Conversation>,
    pub next: Option<Position>,
    /// How many there are in all, where a counter knows it.
    pub total: Option<u64>,
}

pub struct Listing {
    pub filter: Filter,
    pub only_unread: bool,
    pub sort: Sort,
    pub after: Option<Position>,
    pub limit: usize,
}

/// One page of the conversations that `actor` may see.
pub fn list(view: &View, actor: &Actor, listing: &Listing) -> Result<Page, Error> {
    let filter = &listing.filter;
    let sources = sources(actor, filter);
    let admits = |conversation: &Conversation| {
        filter.admits(conversation)
            && actor.may_see(conversation.place())
            && (!listing.only_unread
                || view.unread(actor.agent, conversation).is_ok_and(|unread| unread > 0))
    };
    let Filter { from, to, closes_after, closes_by, .. } = *filter;
    let stretch = Stretch { from, to, closes_after, closes_by };
    let (items, next) =
        store::page(view, &sources, listing.sort, stretch, listing.after, listing.limit, admits)?;
    Ok(Page { items, next, total: total(view, actor, listing, &sources)? })
}

/// The shortest ordered runs that hold all that the filter admits.
fn sources(actor: &Actor, filter: &Filter) -> Vec<Source> {
    let narrowest = [
        filter.contact.map(|id| (Facet::Contact, id.0)),
        filter.agent.map(|id| (of_an_agent(filter), id.0)),
        filter.label.map(|id| (Facet::Label, id.0)),
        filter.tag.map(|id| (Facet::Tag, id.0)),
        filter.queue.map(|id| (Facet::Queue, id.0)),
        filter.inbox.map(|id| (Facet::Inbox, id.0)),
    ];
    let facets: Vec<(Facet, u64)> = match narrowest.into_iter().flatten().next() {
        Some(facet) => vec![facet],
        None if actor.role >= crate::domain::agent::Role::Supervisor => vec![(Facet::All, 0)],
        None => {
            let queues = actor.queues.iter().map(|queue| (Facet::Queue, queue.0));
            queues.chain([(Facet::Agent, actor.agent.0)]).collect()
        }
    };
    let states = states(filter);
    let runs = facets.iter().flat_map(|(facet, value)| {
        states.iter().map(|state| Source { facet: *facet, value: *value, state: *state })
    });
    runs.collect()
}

/// What an agent has put aside is a list of its own.
fn of_an_agent(filter: &Filter) -> Facet {
    if filter.snoozed == Some(true) { Facet::Snoozed } else { Facet::Agent }
}

fn states(filter: &Filter) -> BTreeSet<StateKind> {
    if filter.states.is_empty() { StateKind::ALL.into() } else { filter.states.clone() }
}

/// A counter knows the number if the list is one facet in some states and nothing else filters it.
fn total(
    view: &View,
    actor: &Actor,
    listing: &Listing,
    sources: &[Source],
) -> Result<Option<u64>, Error> {
    let filter = &listing.filter;
    let facets = BTreeSet::from_iter(sources.iter().map(|source| (source.facet, source.value)));
    let filters = [
        filter.contact.is_some(),
        filter.agent.is_some(),
        filter.label.is_some(),
        filter.tag.is_some(),
        filter.queue.is_some(),
        filter.inbox.is_some(),
    ];
    let knows_snoozed =
        filter.snoozed.is_none() || sources.iter().all(|source| source.facet == Facet::Snoozed);
    let also_filtered = !knows_snoozed
        || filter.channel.is_some()
        || filter.from.is_some()
        || filter.to.is_some()
        || listing.only_unread
        || filter.closes_after.is_some()
        || filter.closes_by.is_some()
        || matches!(listing.sort, Sort::Waiting | Sort::Window)
        || filters.into_iter().filter(|is_set| *is_set).count() > 1;
    let sees_all = actor.role >= crate::domain::agent::Role::Supervisor
        || filter.agent == Some(actor.agent)
        || filter.queue.is_some_and(|queue| actor.queues.contains(&queue));
    if facets.len() != 1 || also_filtered || !sees_all {
        return Ok(None);
    }
    let mut total = 0;
    for source in sources {
        total += view.count(source.facet, source.value, source.state)?;
    }
    Ok(Some(total))
}

pub struct Timeline {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// Where the next, older page ends.
    pub before: Option<EntryId>,
    /// The conversations that the entries are of.
    pub conversations: Vec<Conversation>,
}

/// The newest `limit` entries before `before`, running on into earlier conversations.
pub fn timeline(
    view: &View,
    actor: &Actor,
    id: ConversationId,
    before: Option<EntryId>,
    limit: usize,
) -> Result<Timeline, Error> {
    let first = access::conversation(view, actor, id)?;
    let mut page = Timeline { entries: Vec::new(), before: None, conversations: Vec::new() };
    let mut place = before.map_or(ENTRIES_PER_CONVERSATION_MAX, EntryId::seq);
    let mut current = match before {
        Some(before) => Some(earlier(view, actor, first, before.conversation())?),
        None => Some(first),
    };
    for _ in 0..PREVIOUS_PER_PAGE_MAX {
        let Some(conversation) = current else { break };
        let room = limit - page.entries.len();
        let entries = view.entries_before(conversation.id, place, room)?;
        let previous = conversation.previous;
        if !entries.is_empty() {
            page.conversations.push(conversation);
        }
        page.before = entries.last().map(|entry| entry.id).or(page.before);
        page.entries.extend(entries);
        if page.entries.len() >= limit {
            break;
        }
        place = ENTRIES_PER_CONVERSATION_MAX;
        current = visible(view, actor, previous)?;
    }
    if !has_more(view, actor, &page)? {
        page.before = None;
    }
    page.entries.reverse();
    Ok(page)
}

/// The conversation `wanted`, if the chain of previous ones leads there from `from`.
fn earlier(
    view: &View,
    actor: &Actor,
    from: Conversation,
    wanted: ConversationId,
) -> Result<Conversation, Error> {
    let conversation = access::conversation(view, actor, wanted)?;
    let is_same_chain = conversation.contact == from.contact
        && conversation.inbox == from.inbox
        && wanted <= from.id;
    if is_same_chain { Ok(conversation) } else { Err(Error::NotFound("page")) }
}

fn visible(
    view: &View,
    actor: &Actor,
    id: Option<ConversationId>,
) -> Result<Option<Conversation>, Error> {
    let Some(id) = id else { return Ok(None) };
    match access::conversation(view, actor, id) {
        Ok(conversation) => Ok(Some(conversation)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn has_more(view: &View, actor: &Actor, page: &Timeline) -> Result<bool, Error> {
    let Some(before) = page.before else { return Ok(false) };
    if before.seq() > 1 {
        return Ok(true);
    }
    let oldest: Option<Conversation> = view.find(before.conversation())?;
    let previous = oldest.and_then(|conversation| conversation.previous);
    Ok(visible(view, actor, previous)?.is_some())
}
