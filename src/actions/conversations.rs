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
    let groups = groups(view, actor, filter)?;
    let admits = |conversation: &Conversation| {
        filter.admits(conversation)
            && actor.may_see(conversation.place())
            && (!listing.only_unread
                || view.unread(actor.agent, conversation).is_ok_and(|unread| unread > 0))
    };
    let Filter { from, to, closes_after, closes_by, .. } = *filter;
    let stretch = Stretch { from, to, closes_after, closes_by };
    let Listing { sort, after, limit, .. } = *listing;
    let (items, next) = store::page_in_all(view, &groups, sort, stretch, after, limit, admits)?;
    Ok(Page { items, next, total: total(view, listing, &groups)? })
}

/// The ordered runs in all of which a conversation stands that the filter admits and `actor` may see:
/// a group for each thing that is filtered by, the one with the fewest conversations first.
fn groups(view: &View, actor: &Actor, filter: &Filter) -> Result<Vec<Vec<Source>>, Error> {
    let wanted = [
        filter.contact.map(|id| (Facet::Contact, id.0)),
        filter.agent.map(|id| (of_an_agent(filter), id.0)),
        filter.label.map(|id| (Facet::Label, id.0)),
        filter.tag.map(|id| (Facet::Tag, id.0)),
        filter.queue.map(|id| (Facet::Queue, id.0)),
        filter.inbox.map(|id| (Facet::Inbox, id.0)),
    ];
    let mut facets: Vec<Vec<(Facet, u64)>> =
        wanted.into_iter().flatten().map(|it| vec![it]).collect();
    if !sees_all(actor, filter) {
        let queues = actor.queues.iter().map(|queue| (Facet::Queue, queue.0));
        facets.push(queues.chain([(Facet::Agent, actor.agent.0)]).collect());
    } else if facets.is_empty() {
        facets.push(vec![(Facet::All, 0)]);
    }
    let states = states(filter);
    let mut groups = Vec::new();
    for facets in facets {
        let runs = facets.iter().flat_map(|(facet, value)| {
            states.iter().map(|state| Source { facet: *facet, value: *value, state: *state })
        });
        let runs: Vec<Source> = runs.collect();
        groups.push((length(view, &runs)?, runs));
    }
    groups.sort_by_key(|(length, _)| *length);
    Ok(groups.into_iter().map(|(_, runs)| runs).collect())
}

/// Whether all that the filter admits is `actor`'s to see.
fn sees_all(actor: &Actor, filter: &Filter) -> bool {
    actor.role >= crate::domain::agent::Role::Supervisor
        || filter.agent == Some(actor.agent)
        || filter.queue.is_some_and(|queue| actor.queues.contains(&queue))
}

/// How many rows the runs have.
fn length(view: &View, runs: &[Source]) -> Result<u64, Error> {
    let mut length = 0;
    for Source { facet, value, state } in runs {
        length += view.count(*facet, *value, *state)?;
    }
    Ok(length)
}

/// What an agent has put aside is a list of its own.
fn of_an_agent(filter: &Filter) -> Facet {
    if filter.snoozed == Some(true) { Facet::Snoozed } else { Facet::Agent }
}

fn states(filter: &Filter) -> BTreeSet<StateKind> {
    if filter.states.is_empty() { StateKind::ALL.into() } else { filter.states.clone() }
}

/// Counters know the number if one thing is filtered by, in some states, and nothing else.
fn total(view: &View, listing: &Listing, groups: &[Vec<Source>]) -> Result<Option<u64>, Error> {
    let filter = &listing.filter;
    let [sources] = groups else { return Ok(None) };
    let facets = BTreeSet::from_iter(sources.iter().map(|source| (source.facet, source.value)));
    let knows_snoozed =
        filter.snoozed.is_none() || sources.iter().all(|source| source.facet == Facet::Snoozed);
    let also_filtered = !knows_snoozed
        || filter.channel.is_some()
        || filter.from.is_some()
        || filter.to.is_some()
        || listing.only_unread
        || filter.closes_after.is_some()
        || filter.closes_by.is_some()
        || matches!(listing.sort, Sort::Waiting | Sort::Window);
    // In several at once, a conversation may stand more than once.
    if facets.len() != 1 || also_filtered {
        return Ok(None);
    }
    length(view, sources).map(Some)
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

#[cfg(test)]
#[path = "listing_tests.rs"]
mod listing_tests;
