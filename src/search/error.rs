//! Why the index did not do what it was asked.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    #[error("the search index's folder failed: {0}")]
    Folder(#[from] std::io::Error),
    #[error("another process has the search index open")]
    Busy,
    /// It panicked: most likely damage on disk. The next start makes it anew.
    #[error("the search index is damaged")]
    Damaged,
    /// What was opened is no index of this version; never leaves this layer.
    #[error("the search index has another form")]
    Outdated,
}
