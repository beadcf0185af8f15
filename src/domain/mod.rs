//! Words and rules of the product; nothing here does I/O.
