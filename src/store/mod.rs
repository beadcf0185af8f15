//! The truth: one redb file, one writer thread, many readers.
