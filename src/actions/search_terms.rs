//! What is typed into the field of the search: words, and between them terms such as `tag:refund` or
//! `agent:"Ann Lee"` that narrow down where they are looked for.

use crate::domain::Timestamp;
use crate::domain::agent::Agent;
use crate::domain::channel::Channel;
use crate::domain::filter::Filter;
use crate::domain::inbox::Inbox;
use crate::domain::label::Label;
use crate::domain::matching::folded;
use crate::domain::permission::Actor;
use crate::domain::queue::Queue;
use crate::domain::report::start_of_day;
use crate::domain::state::StateKind;
use crate::domain::tag::Tag;
use crate::search::Kind;
use crate::store::{Error, View};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// How many terms are read; what goes beyond counts as words.
const TERMS_MAX: usize = 16;
const KEYS: [&str; 10] =
    ["tag", "label", "agent", "queue", "inbox", "channel", "is", "in", "before", "after"];
/// Oneself, as an agent.
const ME: &str = "me";

/// What a text asks for.
#[derive(Debug, Default, PartialEq)]
pub struct Terms {
    /// The words, as typed.
    pub words: String,
    pub filter: Filter,
    /// Empty: all kinds.
    pub kinds: BTreeSet<Kind>,
    /// When it was written: at or after, before.
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// Terms whose value is nobody's and nothing's name; they narrow down nothing.
    pub unknown: Vec<String>,
}

impl Terms {
    /// Whether only some conversations are meant.
    pub fn are_of_conversations(&self) -> bool {
        self.filter != Filter::default()
    }
}

/// A piece of the text: `key` and what stands behind it, or a word.
#[derive(Debug, PartialEq)]
enum Piece<'t> {
    Term { key: &'static str, value: String, text: &'t str },
    Words(&'t str),
}

/// Reads what somebody typed.
pub(super) fn read(view: &View, actor: &Actor, text: &str) -> Result<Terms, Error> {
    let mut terms = Terms::default();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => terms.words.push_str(words),
            Piece::Term { key, value, text } => {
                if !apply(view, actor, &mut terms, key, &value)? {
                    terms.unknown.push(text.to_owned());
                }
            }
        }
    }
    Ok(terms)
}

/// Answers whether the value is known.
fn apply(
    view: &View,
    actor: &Actor,
    terms: &mut Terms,
    key: &str,
    value: &str,
) -> Result<bool, Error> {
    // Two of a kind would be two filters at once; the first that is known counts.
    if is_named(terms, key) {
        return Ok(false);
    }
    let filter = &mut terms.filter;
    match key {
        "tag" => filter.tag = named(view.all::<Tag>()?, |tag| (tag.id, &tag.name), value),
        "label" => {
            filter.label = named(view.all::<Label>()?, |label| (label.id, &label.name), value);
        }
        "agent" if folded(value) == ME => filter.agent = Some(actor.agent),
        "agent" => {
            let agents = view.all::<Agent>()?;
            let by_address = agents.iter().find(|agent| agent.email == value.to_lowercase());
            let by_address = by_address.map(|agent| agent.id);
            let by_name = || named(agents.iter(), |agent| (agent.id, &agent.name), value);
            filter.agent = by_address.or_else(by_name);
        }
        "queue" => {
            filter.queue = named(view.all::<Queue>()?, |queue| (queue.id, &queue.name), value);
        }
        "inbox" => {
            filter.inbox = named(view.all::<Inbox>()?, |inbox| (inbox.id, &inbox.name), value);
        }
        "channel" => filter.channel = Channel::parse(&folded(value)),
        "is" | "in" => return Ok(is(terms, &folded(value))),
        "before" => terms.to = day(view, value, 0)?,
        "after" => terms.from = day(view, value, 1)?,
        _ => return Ok(false),
    }
    Ok(is_named(terms, key))
}

/// Whether there is a known value for it.
fn is_named(terms: &Terms, key: &str) -> bool {
    let filter = &terms.filter;
    match key {
        "tag" => filter.tag.is_some(),
        "label" => filter.label.is_some(),
        "agent" => filter.agent.is_some(),
        "queue" => filter.queue.is_some(),
        "inbox" => filter.inbox.is_some(),
        "channel" => filter.channel.is_some(),
        "before" => terms.to.is_some(),
        "after" => terms.from.is_some(),
        _ => false,
    }
}

/// States and kinds: `is:open`, `in:notes`.
fn is(terms: &mut Terms, value: &str) -> bool {
    let kind = match value {
        "message" | "messages" => Some(Kind::Message),
        "note" | "notes" => Some(Kind::Note),
        "contact" | "contacts" => Some(Kind::Contact),
        _ => None,
    };
    let states: Vec<StateKind> = match value {
        "open" => vec![StateKind::Queued, StateKind::Active, StateKind::Pending],
        "closed" => vec![StateKind::Resolved, StateKind::Abandoned],
        _ => StateKind::ALL.into_iter().filter(|state| state.as_str() == value).collect(),
    };
    let is_snoozed = value == "snoozed";
    let is_known = kind.is_some() || !states.is_empty() || is_snoozed;
    terms.kinds.extend(kind);
    terms.filter.states.extend(states);
    terms.filter.snoozed = terms.filter.snoozed.or(is_snoozed.then_some(true));
    is_known
}

/// What bears this name; else the only one whose name begins so, as it is being typed.
fn named<T, Id>(
    all: impl IntoIterator<Item = T>,
    about: impl Fn(&T) -> (Id, &String),
    value: &str,
) -> Option<Id> {
    let wanted = folded(value);
    let mut begin = Vec::new();
    for one in all {
        let (id, name) = about(&one);
        let name = folded(name);
        if name == wanted {
            return Some(id);
        }
        if name.starts_with(&wanted) {
            begin.push(id);
        }
    }
    if begin.len() == 1 { begin.pop() } else { None }
}

/// The beginning of a day of the workspace's, or of one so many days later.
fn day(view: &View, text: &str, days: u64) -> Result<Option<Timestamp>, Error> {
    let Ok(day) = text.parse::<NaiveDate>() else { return Ok(None) };
    let day = day.checked_add_days(Days::new(days)).unwrap_or(day);
    Ok(Some(start_of_day(day, view.settings()?.zone())))
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut rest, mut terms) = (text, 0);
    while !rest.is_empty() {
        let at_word = rest.trim_start();
        let space = rest.get(..rest.len() - at_word.len()).unwrap_or_default();
        if !space.is_empty() {
            pieces.push(Piece::Words(space));
            rest = at_word;
            continue;
        }
        let end = match term(rest).filter(|_| terms < TERMS_MAX) {
            Some((key, value, end)) => {
                terms += 1;
                pieces.push(Piece::Term { key, value, text: rest.get(..end).unwrap_or(rest) });
                end
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                pieces.push(Piece::Words(rest.get(..end).unwrap_or(rest)));
                end
            }
        };
        rest = rest.get(end..).unwrap_or_default();
    }
    pieces
}

/// A term at the beginning of the text, with where it ends.
fn term(text: &str) -> Option<(&'static str, String, usize)> {
    let (key, value) = text.split_once(':')?;
    let key = KEYS.into_iter().find(|known| key.eq_ignore_ascii_case(known))?;
    let start = key.len() + 1;
    if let Some(quoted) = value.strip_prefix('"') {
        let length = quoted.find('"').unwrap_or(quoted.len());
        let end = (start + length + 2).min(text.len());
        let value = quoted.get(..length)?.to_owned();
        return (!value.trim().is_empty()).then_some((key, value, end));
    }
    let length = value.find(char::is_whitespace).unwrap_or(value.len());
    let value = value.get(..length)?.to_owned();
    (!value.is_empty()).then_some((key, value, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |piece: Piece<'_>| match piece {
            Piece::Term { key, value, .. } => format!("[{key}={value}]"),
            Piece::Words(words) => words.to_owned(),
        };
        pieces(text).into_iter().map(show).collect()
    }

    #[test]
    fn terms_stand_anywhere_between_words() {
        for (text, expected) in [
            ("refund", "refund"),
            ("tag:refund broken lamp", "[tag=refund] broken lamp"),
            ("broken TAG:Refund lamp", "broken [tag=Refund] lamp"),
            ("agent:\"Ann Lee\" lamp", "[agent=Ann Lee] lamp"),
            ("agent:\"Ann Le", "[agent=Ann Le]"),
            ("lamp is:open after:2026-05-01", "lamp [is=open] [after=2026-05-01]"),
            ("tag: lamp", "tag: lamp"),
            ("see https://x.test:80/a note:this", "see https://x.test:80/a note:this"),
            ("10:30 é:x", "10:30 é:x"),
            ("", ""),
        ] {
            assert_eq!(shown(text).concat(), expected, "{text}");
        }
        let many = "tag:a ".repeat(40);
        assert_eq!(shown(&many).iter().filter(|piece| piece.starts_with('[')).count(), TERMS_MAX);
    }

    #[test]
    fn a_name_is_known_by_its_beginning_if_it_is_the_only_one() {
        let names = ["Refund".to_owned(), "Refused".to_owned(), "Delivery".to_owned()];
        let find = |value| named(names.iter().enumerate(), |(place, name)| (*place, *name), value);
        assert_eq!(find("refund"), Some(0));
        assert_eq!(find("REFUN"), Some(0));
        assert_eq!(find("ref"), None);
        assert_eq!(find("délivery"), Some(2));
        assert_eq!(find("lamp"), None);
    }
}
