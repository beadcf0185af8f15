//! Walking through what matches, newest first, until a page is full.

use super::document::{Found, channel_number};
use super::query::Query;
use super::schema;
use crate::domain::{ContactId, ConversationId, Timestamp};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError};

/// How many hits a page can have.
pub const LIMIT_MAX: usize = 100;

/// Hits are counted up to here: a total of this many means "at least".
pub const TOTAL_MAX: usize = 10_000;

/// Of how many conversations it is asked whether they may be seen; then it ends with what it has.
const ASKED_MAX: usize = 50_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// Newest first.
    pub items: Vec<Hit>,
    /// For the next page; `None` at the end.
    pub next: Option<Cursor>,
    /// Of all pages, without what is not admitted; exact below `TOTAL_MAX`.
    pub total: usize,
    /// It ended before all was looked at: there may be more.
    pub is_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub document: Found,
    pub contact: ContactId,
    pub at: Timestamp,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    at: Timestamp,
    key: u64,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.0, self.key)
    }
}

impl Cursor {
    /// Behind what was found, in the order of its time.
    pub fn behind(found: Found, at: Timestamp) -> Cursor {
        Cursor { at, key: found.key() }
    }

    pub fn at(self) -> Timestamp {
        self.at
    }

    pub fn conversation(self) -> Option<ConversationId> {
        Found::from_key(self.key).conversation()
    }

    /// Reads what `to_string` wrote.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (at, key) = text.split_once('.')?;
        Some(Cursor { at: Timestamp(at.parse().ok()?), key: key.parse().ok()? })
    }
}

/// Whether a conversation may be seen.
pub type Admits<'a> = &'a (dyn Fn(ConversationId) -> bool + Sync);

/// Collects the page of `query` from all that matches `clause`. Segments are visited newest first,
/// each of them is sorted newest first, and the walk ends when neither page nor total can change.
pub fn collect(
    searcher: &Searcher,
    clause: &dyn tantivy::query::Query,
    query: &Query,
    admits: Admits<'_>,
) -> Result<Hits, TantivyError> {
    let weight = clause.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut segments = Vec::new();
    for reader in searcher.segment_readers() {
        segments.push((reader, Columns::of(reader)?));
    }
    segments.sort_by_key(|(_, columns)| Reverse(columns.at.max_value()));
    let limit = query.limit.clamp(1, LIMIT_MAX);
    let seen = Seen { admits, known: HashMap::new(), most: ASKED_MAX };
    let mut page = Page { query, seen, limit, hits: BinaryHeap::new(), total: 0, is_cut: false };
    for (reader, columns) in &segments {
        page.walk(reader, columns, weight.as_ref())?;
    }
    Ok(page.finish())
}

struct Columns {
    key: Column<u64>,
    at: Column<i64>,
    contact: Column<u64>,
    channel: Column<u64>,
    length: DocId,
}

impl Columns {
    fn of(reader: &SegmentReader) -> Result<Columns, TantivyError> {
        let columns = reader.fast_fields();
        Ok(Columns {
            key: columns.u64(schema::KEY)?,
            at: columns.i64(schema::AT)?,
            contact: columns.u64(schema::CONTACT)?,
            channel: columns.u64(schema::CHANNEL)?,
            length: reader.max_doc(),
        })
    }

    fn at(&self, document: DocId) -> Timestamp {
        Timestamp(self.at.first(document).unwrap_or_default())
    }

    /// The first document for which `is_beyond` does not hold; it holds for the newest ones only.
    fn skip(&self, is_beyond: impl Fn(Timestamp) -> bool) -> DocId {
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            match is_beyond(self.at(middle)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }
}

/// Which conversations may be seen: each is asked about once.
struct Seen<'a> {
    admits: Admits<'a>,
    known: HashMap<ConversationId, bool>,
    most: usize,
}

impl Seen<'_> {
    /// `None`: it was asked about so many that no other one is.
    fn admits(&mut self, id: ConversationId) -> Option<bool> {
        if let Some(known) = self.known.get(&id) {
            return Some(*known);
        }
        if self.known.len() >= self.most {
            return None;
        }
        let admits = (self.admits)(id);
        self.known.insert(id, admits);
        Some(admits)
    }
}

struct Page<'a> {
    query: &'a Query,
    seen: Seen<'a>,
    limit: usize,
    /// The newest so far, the oldest of them on top; one more than the page, to know of a next.
    hits: BinaryHeap<Reverse<(Cursor, ContactId)>>,
    total: usize,
    is_cut: bool,
}

impl Page<'_> {
    fn walk(
        &mut self,
        reader: &SegmentReader,
        columns: &Columns,
        weight: &dyn Weight,
    ) -> Result<(), TantivyError> {
        let mut scorer = weight.scorer(reader, 1.0)?;
        let start = self.query.to.map_or(0, |to| columns.skip(|at| at >= to));
        let mut document = scorer.doc();
        if document < start {
            document = scorer.seek(start);
        }
        while document != TERMINATED {
            let at = columns.at(document);
            if self.query.from.is_some_and(|from| at < from) || self.is_done(at) {
                break;
            }
            if let Some(after) = self.query.after.filter(|after| self.is_counted() && at > after.at)
            {
                document = scorer.seek(columns.skip(|at| at > after.at));
                continue;
            }
            if !reader.is_deleted(document) {
                self.meet(document, at, columns);
            }
            document = scorer.advance();
        }
        Ok(())
    }

    fn meet(&mut self, document: DocId, at: Timestamp, columns: &Columns) {
        let Some(key) = columns.key.first(document) else { return };
        let found = Found::from_key(key);
        let is_wanted = (self.query.kinds.is_empty() || self.query.kinds.contains(&found.kind()))
            && self.query.channel.is_none_or(|channel| {
                columns.channel.first(document) == Some(channel_number(Some(channel)))
            });
        if !is_wanted {
            return;
        }
        match found.conversation().map(|id| self.seen.admits(id)) {
            None | Some(Some(true)) => {}
            Some(Some(false)) => return,
            Some(None) => {
                self.is_cut = true;
                return;
            }
        }
        self.total = (self.total + 1).min(TOTAL_MAX);
        let place = Cursor { at, key };
        if self.query.after.is_some_and(|after| place >= after) {
            return;
        }
        let contact = ContactId(columns.contact.first(document).unwrap_or_default());
        self.hits.push(Reverse((place, contact)));
        if self.hits.len() > self.limit + 1 {
            self.hits.pop();
        }
    }

    fn is_counted(&self) -> bool {
        self.total >= TOTAL_MAX
    }

    /// Whether nothing as old as `at` or older can matter any more.
    fn is_done(&self, at: Timestamp) -> bool {
        let is_full = self.hits.len() > self.limit;
        let oldest = self.hits.peek().map(|Reverse((place, _))| place.at);
        self.is_cut || self.is_counted() && is_full && oldest.is_some_and(|oldest| at < oldest)
    }

    fn finish(self) -> Hits {
        let sorted = self.hits.into_sorted_vec();
        let has_more = sorted.len() > self.limit;
        let page: Vec<(Cursor, ContactId)> =
            sorted.into_iter().take(self.limit).map(|Reverse(hit)| hit).collect();
        let next = page.last().map(|(place, _)| *place).filter(|_| has_more);
        let hit = |(place, contact): (Cursor, ContactId)| Hit {
            document: Found::from_key(place.key),
            contact,
            at: place.at,
        };
        Hits {
            items: page.into_iter().map(hit).collect(),
            next,
            total: self.total,
            is_cut: self.is_cut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn each_conversation_is_asked_about_once_and_not_too_many_are() {
        let asked = AtomicUsize::new(0);
        let admits = |id: ConversationId| {
            asked.fetch_add(1, Ordering::Relaxed);
            id.0 != 2
        };
        let mut seen = Seen { admits: &admits, known: HashMap::new(), most: 2 };
        let answers = [1, 2, 1, 3, 2].map(|id| seen.admits(ConversationId(id)));
        assert_eq!(answers, [Some(true), Some(false), Some(true), None, Some(false)]);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_cursor_can_be_written_down() {
        let cursor = Cursor { at: Timestamp(-5), key: 1 << 60 };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for text in ["", "1", "1.", ".1", "a.b", "1.2.3"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
