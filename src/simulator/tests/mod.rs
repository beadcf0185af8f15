//! The simulator as the desk and the tests see it: over HTTP.

/// Tokens, registration, addresses.
mod accounts;
/// A simulator, a desk that only listens, and verbs for both.
mod bench;
/// Collected schemas and samples.
mod collected;
/// Facebook Pages and who writes to them.
mod messenger;
/// Files that the desk uploads and sends.
mod files;
/// Everything that customers do.
mod inbound;
/// A mailbox, and people who write to it.
mod mail;
/// Customers' messages and how they are notified.
mod notifications;
/// Everything that the desk can send.
mod outbound;
/// As much of JSON Schema as is needed.
mod schema;
/// Sends, their statuses and their refusals.
mod sends;
/// What is turned and broken on request.
mod trouble;
