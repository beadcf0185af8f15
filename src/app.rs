//! What is passed around instead of globals.
