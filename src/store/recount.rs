//! Whether everything that follows from the records is what follows from them: counted anew, from
//! nothing, and compared row by row.

use super::conversation::{counted, index_rows};
use super::envelope;
use super::key;
use super::notice;
use super::routing::available_rows;
use super::table::Table;
use super::view::{View, prefixed};
use crate::domain::agent::Agent;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::notice::{NOTICES_MAX, Notice};
use crate::domain::timeline::Entry;
use crate::domain::{AgentId, EntryId};
use std::collections::{BTreeMap, BTreeSet};

const FOLLOWING: [Table; 5] =
    [Table::ListByActivity, Table::ListByWaiting, Table::ListByWindow, Table::Timer, Table::Line];

/// Panics by what differs.
pub fn assert_it_follows(view: &View) {
    let conversations: Vec<Conversation> = view.all().expect("conversations");
    let rows: BTreeSet<(Table, Vec<u8>)> = conversations.iter().flat_map(index_rows).collect();
    let stored: BTreeSet<(Table, Vec<u8>)> = FOLLOWING
        .into_iter()
        .flat_map(|table| all(view, table).into_keys().map(move |row| (table, row)))
        .collect();
    assert_eq!(stored, rows, "lists, timers, lines");
    for conversation in &conversations {
        let closes_at = view.closes_at(conversation).expect("a window");
        assert_eq!(conversation.window_closes_at, closes_at, "window of {}", conversation.id);
        let last = conversation.last_sent.map(|place| EntryId::new(conversation.id, place));
        let last = last.and_then(|id| view.entry(id).expect("an entry"));
        let has_failed = last.as_ref().and_then(Entry::message).is_some_and(Message::has_failed);
        let is_told = view.last_message_failed(conversation).expect("an answer");
        assert_eq!(is_told, has_failed, "the last message of {}", conversation.id);
    }

    let mut counts: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for count in conversations.iter().flat_map(counted) {
        *counts.entry(count).or_default() += 1;
    }
    let stored = all(view, Table::Count).into_iter();
    let stored: BTreeMap<Vec<u8>, u64> = stored
        .map(|(count, value)| (count, key::last_u64(&value)))
        .filter(|(_, number)| *number > 0)
        .collect();
    assert_eq!(stored, counts, "counts");

    let mut available = BTreeMap::new();
    for agent in view.all::<Agent>().expect("agents") {
        let occupying = conversations.iter().filter(|c| c.occupies() == Some(agent.id)).count();
        assert_eq!(view.load(agent.id).expect("a load").active, occupying as u64);
        let turn = view.turn(agent.id).expect("a turn");
        available.extend(available_rows(&agent, occupying as u64, turn));
    }
    assert_eq!(all(view, Table::Available), available, "who is there");
    assert_notices_follow(view);
}

fn assert_notices_follow(view: &View) {
    let mut unseen = BTreeMap::new();
    let mut kept: BTreeMap<u64, u64> = BTreeMap::new();
    for (row, bytes) in all(view, Table::Notice) {
        let notice: Notice = envelope::decode(Table::Notice.name(), &bytes).expect("a notice");
        let agent = AgentId(key::last_u64(&row[..8]));
        *kept.entry(agent.0).or_default() += 1;
        if !notice.is_seen {
            unseen.insert(notice::unseen(agent, notice.entry), key::id(notice.id.0));
        }
    }
    assert_eq!(all(view, Table::UnseenNotice), unseen, "what is not seen");
    assert!(kept.values().all(|number| *number <= NOTICES_MAX), "{kept:?}");
}

fn all(view: &View, table: Table) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let rows = view.first(table, prefixed(Vec::new()), usize::MAX);
    rows.expect("rows").into_iter().collect()
}
