//! What goes along with what we send, and comes back with what is told of it, so that a report finds
//! its message even if the answer was lost. It names this store and when the message was written:
//! neither another Deskbell's message nor one that was lost with a store is taken for ours.

use super::error::Error;
use crate::domain::timeline::Entry;
use crate::domain::{AgentId, EntryId, Timestamp};
use crate::store::View;

const PIECE: &str = "deskbell:";
const REACTION: &str = "deskbell-reaction:";

/// Which store wrote something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    store: u64,
    at: Timestamp,
}

/// What a callback names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named<T> {
    pub entry: EntryId,
    /// `None`: it is of a version that gave no sign.
    sign: Option<Sign>,
    pub what: T,
}

/// A reaction of ours: whose it is, and which.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reaction<'c> {
    pub by: AgentId,
    pub emoji: &'c str,
}

impl Sign {
    /// For what was written here at `at`.
    pub fn of(view: &View, at: Timestamp) -> Result<Sign, Error> {
        Ok(Sign { store: view.mark()?.number, at })
    }

    fn read(word: &str) -> Option<Sign> {
        let (store, at) = word.split_once('.')?;
        let store = u64::from_str_radix(store, 16).ok()?;
        Some(Sign { store, at: Timestamp(at.parse().ok()?) })
    }
}

impl std::fmt::Display for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}.{}", self.store, self.at.0)
    }
}

impl<T> Named<T> {
    /// Whether it names this very entry, and no other store's or time's that has the same number.
    /// Without a sign only what is older than all signs can be meant.
    pub fn is(&self, view: &View, entry: &Entry) -> Result<bool, Error> {
        let mark = view.mark()?;
        Ok(self.entry == entry.id
            && match self.sign {
                Some(sign) => sign == Sign { store: mark.number, at: entry.at },
                None => entry.at < mark.since,
            })
    }
}

/// Names a piece of a message, counted from 0.
pub(super) fn of_piece(sign: Sign, entry: EntryId, part: u32) -> String {
    format!("{PIECE}{sign}:{entry}.{part}")
}

pub(super) fn read_piece(callback: &str) -> Option<Named<usize>> {
    let named = callback.strip_prefix(PIECE)?;
    let (sign, named) = match named.split_once(':') {
        Some((sign, named)) => (Some(Sign::read(sign)?), named),
        None => (None, named),
    };
    let (entry, part) = named.split_once('.').unwrap_or((named, "0"));
    Some(Named { entry: EntryId(entry.parse().ok()?), sign, what: part.parse().ok()? })
}

/// Names a reaction of ours, so that a report on it can be told from one on a message.
pub(super) fn of_reaction(sign: Sign, entry: EntryId, reaction: &Reaction<'_>) -> String {
    format!("{REACTION}{sign}:{entry}:{}:{}", reaction.by, reaction.emoji)
}

/// Whether a report is on a reaction of some Deskbell's.
pub(super) fn is_of_reaction(callback: &str) -> bool {
    callback.starts_with(REACTION)
}

pub(super) fn read_reaction(callback: &str) -> Option<Named<Reaction<'_>>> {
    let named = callback.strip_prefix(REACTION)?;
    let (first, rest) = named.split_once(':')?;
    let (sign, named) = match Sign::read(first) {
        Some(sign) => (Some(sign), rest),
        None => (None, named),
    };
    let mut words = named.splitn(3, ':');
    let (entry, by, emoji) = (words.next()?, words.next()?, words.next()?);
    let what = Reaction { by: AgentId(by.parse().ok()?), emoji };
    Some(Named { entry: EntryId(entry.parse().ok()?), sign, what })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN: Sign = Sign { store: 0xfeed, at: Timestamp(1_795_000_000_000) };

    #[test]
    fn what_is_named_is_read_with_its_sign_and_without() {
        let entry = EntryId(4_295_032_833);
        let named = |sign, what| Some(Named { entry, sign, what });
        let written = of_piece(SIGN, entry, 3);
        assert_eq!(written, "deskbell:000000000000feed.1795000000000:4295032833.3");
        assert_eq!(read_piece(&written), named(Some(SIGN), 3));
        assert_eq!(read_piece("deskbell:4295032833"), named(None, 0));
        assert_eq!(read_piece("deskbell:4295032833.1"), named(None, 1));
        let reaction = || Reaction { by: AgentId(7), emoji: "👍" };
        let written = of_reaction(SIGN, entry, &reaction());
        let named = |sign| Some(Named { entry, sign, what: reaction() });
        assert_eq!(read_reaction(&written), named(Some(SIGN)));
        assert_eq!(read_reaction("deskbell-reaction:4295032833:7:👍"), named(None));
    }

    #[test]
    fn what_somebody_else_wrote_names_nothing() {
        for callback in
            ["", "deskbell:", "deskbell:x", "deskbell:1.2:3", "deskbell:g.1:3.0", "msg:42", "::."]
        {
            let read = read_piece(callback);
            assert!(read.is_none_or(|named| named.entry == EntryId(3)), "{callback}");
            assert_eq!(read_reaction(callback), None, "{callback}");
        }
        assert_eq!(read_reaction("deskbell-reaction:1:x:👍"), None);
    }
}
