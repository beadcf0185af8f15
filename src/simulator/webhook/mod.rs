//! The notifications that the desk receives: packed, signed, and sent until they are accepted.

/// One thing that happened.
mod update;
pub use update::{Update, Written};
/// One thing that happened at a Facebook Page.
mod page;
pub use page::PageEvent;
/// Several updates as one body.
mod envelope;
/// JSON as Meta writes it.
pub mod encode;
/// The signature over the exact bytes.
pub mod signature;
/// One notification on its way.
mod delivery;
pub use delivery::{Target, post};
/// The loop that empties the queue.
mod sender;
pub use sender::{Outgoing, enqueue, enqueue_event, run};
/// The check that the desk answers at this address.
mod handshake;
pub use handshake::verify;
