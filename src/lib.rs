//! Deskbell: customer conversations over WhatsApp, e-mail and Messenger, in one binary.
//! The modules stand from the ground up: each may use those above it, never those below.

/// What a conversation is: plain types and rules.
pub mod domain;
/// The only place where time enters.
pub mod clock;
/// The only place where settings enter.
pub mod config;
/// Secrets at rest.
pub mod vault;
/// The bytes of attachments, beside the store.
pub mod files;
/// The truth: redb behind one writer.
pub mod store;
/// Full text, derived from the change log.
pub mod search;
/// The outside world: bytes to domain, domain to bytes.
pub mod channels;
/// What is passed around: settings, clock, store, search, live.
pub mod app;
/// What people and timers do.
pub mod actions;
/// What recurs by the calendar.
pub mod jobs;
/// The edge: REST, WebSocket, webhooks, the UI.
pub mod http;
/// All of it, put together.
pub mod server;
/// A stand-in for Meta's Graph API with customers' phones.
pub mod simulator;
/// Deskbell to try: a small company on the simulator.
pub mod demo;
