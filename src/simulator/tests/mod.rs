//! The simulator as the desk and the tests see it: over HTTP.

/// A simulator, a desk that only listens, and verbs for both.
mod bench;
/// Files that the desk uploads and sends.
mod files;
/// Customers' messages and how they are notified.
mod notifications;
/// Sends, their statuses and their refusals.
mod sends;
/// What is turned and broken on request.
mod trouble;
