//! What the index keeps of a document. No text: it is in the store.

use super::tokenizer;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{IndexSettings, IndexSortByField, Order};

pub const KEY: &str = "key";
pub const AT: &str = "at";
pub const CONTACT: &str = "contact";
pub const CHANNEL: &str = "channel";

#[derive(Clone, Debug)]
pub struct Fields {
    pub schema: Schema,
    /// What it is and which: unique.
    pub key: Field,
    /// Milliseconds since 1970.
    pub at: Field,
    pub contact: Field,
    pub channel: Field,
    /// Words of texts, subjects, names and addresses.
    pub text: Field,
    /// The first one and two characters of the same words.
    pub beginnings: Field,
    /// Endings of phone numbers.
    pub digits: Field,
}

impl Fields {
    pub fn new() -> Fields {
        let mut schema = Schema::builder();
        let key = schema.add_u64_field(KEY, INDEXED | FAST);
        let at = schema.add_i64_field(AT, FAST);
        let contact = schema.add_u64_field(CONTACT, FAST);
        let channel = schema.add_u64_field(CHANNEL, FAST);
        let text = schema.add_text_field("text", words_by(tokenizer::WORDS));
        let beginnings = schema.add_text_field("beginnings", words_by(tokenizer::BEGINNINGS));
        let digits = schema.add_text_field("digits", words_by("raw"));
        Fields { schema: schema.build(), key, at, contact, channel, text, beginnings, digits }
    }
}

/// Which documents have a word, and no more: newest first needs neither counts nor positions.
fn words_by(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

/// Documents lie newest first in each segment, so that a search can stop early.
pub fn settings() -> IndexSettings {
    IndexSettings {
        sort_by_field: Some(IndexSortByField { field: AT.to_owned(), order: Order::Desc }),
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}
