//! Full-text search with tantivy, derived from the change log; may be deleted at any time.

mod document;
mod error;
mod highlight;
mod hits;
mod index;
mod query;
mod schema;
mod tokenizer;
mod words;

pub use document::{Document, Found, Kind};
pub use error::Error;
pub use highlight::{Segment, highlight};
pub use hits::{Cursor, Hit, Hits, LIMIT_MAX, TOTAL_MAX};
pub use index::Index;
pub use query::{QUERY_CHARACTERS_MAX, QUERY_WORDS_MAX, Query};
