//! The index on disk: one writer, readers reloaded after each commit.

use super::document::Document;
use super::error::Error;
use super::hits::{self, Admits, Hits};
use super::query::{self, Query, Spelling};
use super::schema::{self, Fields};
use super::tokenizer::{self, Beginnings, Words};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tantivy::directory::error::LockError;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

/// For documents on their way to disk; the least that tantivy takes is 15 MB.
const WRITER_MEMORY_BYTES: usize = 20_000_000;
/// More would only write more and smaller segments.
const WRITER_THREADS: usize = 1;

/// Meant to be shared: its calls take turns where they must. All of them block: on disk, or for
/// milliseconds of work.
pub struct Index {
    index: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    /// `None` after a failure, until the next change makes a new one.
    writer: Mutex<Option<IndexWriter>>,
    /// Up to where the change log is in, as searches see it.
    cursor: AtomicU64,
}

impl Index {
    /// Opens the index in `directory`, or makes it. Being derived, an index that is damaged or of
    /// another version is deleted and begun anew, with the cursor at 0. Reads all of it once to
    /// find damage: some hundredths of a second for a million messages.
    pub fn open(directory: &Path) -> Result<Index, Error> {
        std::fs::create_dir_all(directory)?;
        match guarded(|| Index::open_existing(directory)) {
            Err(Error::Busy) => Err(Error::Busy),
            Ok(index) => Ok(index),
            Err(_) => {
                clear(directory)?;
                guarded(|| Index::create(directory))
            }
        }
    }

    fn open_existing(directory: &Path) -> Result<Index, Error> {
        let index = tantivy::Index::open_in_dir(directory)?;
        let fields = Fields::new();
        if index.schema() != fields.schema || *index.settings() != schema::settings() {
            return Err(Error::Outdated);
        }
        if !index.validate_checksum()?.is_empty() {
            return Err(Error::Damaged);
        }
        Index::with(index, fields)
    }

    fn create(directory: &Path) -> Result<Index, Error> {
        let fields = Fields::new();
        let index = tantivy::Index::builder()
            .schema(fields.schema.clone())
            .settings(schema::settings())
            .create_in_dir(directory)?;
        Index::with(index, fields)
    }

    fn with(index: tantivy::Index, fields: Fields) -> Result<Index, Error> {
        index.tokenizers().register(tokenizer::WORDS, Words);
        index.tokenizers().register(tokenizer::BEGINNINGS, Beginnings);
        let cursor = match index.load_metas()?.payload {
            Some(payload) => payload.parse().map_err(|_| Error::Outdated)?,
            None => 0,
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = Mutex::new(Some(new_writer(&index)?));
        Ok(Index { index, fields, reader, writer, cursor: AtomicU64::new(cursor) })
    }

    /// The change log's sequence number up to which everything is in.
    pub fn cursor(&self) -> u64 {
        self.cursor.load(Ordering::Acquire)
    }

    /// Takes documents in, so that the next search finds them, and remembers `cursor` with them.
    /// May be repeated with the same documents. After an error nothing of it is in, and it can be
    /// tried again.
    pub fn apply(&self, documents: Vec<Document>, cursor: u64) -> Result<(), Error> {
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        guarded(|| {
            let news = self.news(documents)?;
            if !news.is_empty() {
                // A writer that fails keeps half of what it was given: it is dropped with that.
                let writer = slot.take();
                *slot = Some(self.write(writer, &news, cursor)?);
                self.reader.reload()?;
            }
            self.cursor.store(cursor, Ordering::Release);
            Ok(())
        })
    }

    /// What has to be written: of each thing its last form, of messages those that are not in yet.
    fn news(&self, documents: Vec<Document>) -> Result<Vec<Document>, Error> {
        let searcher = self.reader.searcher();
        let mut seen = HashSet::new();
        let mut news = Vec::new();
        for document in documents.into_iter().rev() {
            let is_first = seen.insert(document.found().key());
            if is_first && (document.may_change() || !self.has(&searcher, &document)?) {
                news.push(document);
            }
        }
        news.reverse();
        Ok(news)
    }

    fn has(&self, searcher: &Searcher, document: &Document) -> Result<bool, TantivyError> {
        let term = Term::from_field_u64(self.fields.key, document.found().key());
        for segment in searcher.segment_readers() {
            if segment.inverted_index(self.fields.key)?.get_term_info(&term)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn write(
        &self,
        writer: Option<IndexWriter>,
        documents: &[Document],
        cursor: u64,
    ) -> Result<IndexWriter, Error> {
        let mut writer = match writer {
            Some(writer) => writer,
            None => new_writer(&self.index)?,
        };
        for document in documents {
            if document.may_change() {
                let key = document.found().key();
                writer.delete_term(Term::from_field_u64(self.fields.key, key));
            }
            writer.add_document(document.to_index(&self.fields))?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&cursor.to_string());
        commit.commit()?;
        Ok(writer)
    }

    /// Finds what has all the words of `query`, newest first. `admits` says which conversations
    /// may be seen: neither hits nor totals tell of others. Contacts are seen by everybody.
    pub fn search(&self, query: &Query, admits: Admits<'_>) -> Result<Hits, Error> {
        guarded(|| {
            let exact = self.search_by(query, Spelling::Exact, admits)?;
            if exact.total > 0 || exact.is_cut {
                return Ok(exact);
            }
            self.search_by(query, Spelling::Forgiving, admits)
        })
    }

    fn search_by(
        &self,
        query: &Query,
        spelling: Spelling,
        admits: Admits<'_>,
    ) -> Result<Hits, Error> {
        let clause = match (query.finds_all, spelling) {
            (true, Spelling::Exact) => Some(query::everything()),
            (true, Spelling::Forgiving) => None,
            (false, _) => query::clause(&query.text, spelling, &self.fields),
        };
        match clause {
            Some(clause) => {
                Ok(hits::collect(&self.reader.searcher(), clause.as_ref(), query, admits)?)
            }
            None => Ok(Hits { items: Vec::new(), next: None, total: 0, is_cut: false }),
        }
    }
}

fn new_writer(index: &tantivy::Index) -> Result<IndexWriter, Error> {
    index.writer_with_num_threads(WRITER_THREADS, WRITER_MEMORY_BYTES).map_err(
        |error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::Busy,
            other => Error::Index(other),
        },
    )
}

/// On damaged files tantivy may panic where it trusts what it once wrote.
fn guarded<T>(act: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or(Err(Error::Damaged))
}

/// Deletes the files, and only those: an index has no folders.
fn clear(directory: &Path) -> Result<(), Error> {
    for file in std::fs::read_dir(directory)? {
        let file = file?;
        if file.file_type()?.is_file() {
            std::fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "index_tests/mod.rs"]
mod tests;
