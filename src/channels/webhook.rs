//! Deliveries of Meta's: one app may have one address for all of its channels, so that what a body
//! is about stands in the body.

use super::received::{Item, Unreadable};
use super::{json, messenger, whatsapp};
use crate::domain::Timestamp;
use crate::domain::channel::Channel;

/// A body, read: what it is of, and everything in it.
pub type Read = (Channel, Vec<Item>);

/// Reads a body that came to the address of the channel `called`, which it is taken to be of where
/// it does not say. `None`: it is of something that Deskbell has no part in.
pub fn read(
    body: &[u8],
    called: Channel,
    received_at: Timestamp,
) -> Result<Option<Read>, Unreadable> {
    let body = json::parse(body)?;
    if !body.is_object() {
        return Err(Unreadable::NotAnObject);
    }
    let channel = match json::text(&body, "object").as_deref() {
        Some(whatsapp::webhook::OBJECT) => Channel::Whatsapp,
        Some(messenger::webhook::OBJECT) => Channel::Messenger,
        Some(_) => return Ok(None),
        None => called,
    };
    let items = match channel {
        Channel::Whatsapp => whatsapp::webhook::read(&body, received_at),
        Channel::Messenger => messenger::webhook::read(&body, received_at),
        Channel::Email => return Ok(None),
    };
    Ok(Some((channel, items)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_says_what_it_is_of() {
        let of = |body: &str| {
            let read = read(body.as_bytes(), Channel::Whatsapp, Timestamp(0)).unwrap();
            read.map(|(channel, items)| (channel, items.len()))
        };
        assert_eq!(of(r#"{"object":"page","entry":[]}"#), Some((Channel::Messenger, 1)));
        let whatsapp = r#"{"object":"whatsapp_business_account"}"#;
        assert_eq!(of(whatsapp), Some((Channel::Whatsapp, 1)));
        assert_eq!(of(r#"{"entry":[]}"#), Some((Channel::Whatsapp, 1)));
        assert_eq!(of(r#"{"object":"instagram","entry":[{"id":"1"}]}"#), None);
        assert!(read(b"[]", Channel::Whatsapp, Timestamp(0)).is_err());
    }
}
