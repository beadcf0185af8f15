//! Full-text search with tantivy, derived from the change log; may be deleted at any time.
