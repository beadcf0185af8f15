//! What people do on Messenger: they write, tap, react and change their minds, and the Page hears of it.

use serde_json::{Map, Value, json};

use super::event::{message_body, reaction_word};
use super::files::Addresses;
use super::identifier;
use super::message::{Attachment, Message};
use super::thread::Thread;
use crate::simulator::phone::Side;
use crate::simulator::platform::Platform;
use crate::simulator::webhook::{self, PageEvent};
use crate::simulator::world::World;

/// How often a message may be changed.
const EDITS_MAX: u32 = 5;

#[derive(Default)]
pub struct Writing {
    pub text: Option<String>,
    pub attachments: Vec<Attachment>,
    /// What stands behind the quick reply that was tapped.
    pub quick_reply: Option<String>,
    pub reply_to: Option<String>,
    /// Whatever stands here is sent as it stands; null leaves a field out.
    pub more: Map<String, Value>,
}

#[derive(Debug)]
pub enum Refused {
    NoSuchPerson,
    NoSuchMessage,
    IsOffline,
    /// Somebody else's message cannot be changed or taken back.
    IsNotOwn,
    TooManyEdits,
    TooManyWaiting,
}

/// Gives the id of the message.
pub fn write(platform: &Platform, psid: &str, writing: Writing) -> Result<String, Refused> {
    let now_ms = platform.clock.now_ms();
    let mid = {
        let mut world = platform.world();
        identifier::message_id(now_ms, &mut world.random)
    };
    let message = {
        let mut world = platform.world();
        let thread = online(&mut world, psid)?;
        thread.acts(now_ms);
        let message = Message {
            text: writing.text,
            attachments: writing.attachments,
            reply_to: writing.reply_to,
            ..Message::new(mid.clone(), Side::Customer, thread.next_ms(now_ms))
        };
        thread.show(message.clone());
        message
    };
    let mut body = {
        let world = platform.world();
        let thread = world.messenger.thread(psid).ok_or(Refused::NoSuchPerson)?;
        let quoted = message.reply_to.as_deref().and_then(|mid| thread.message(mid));
        message_body(&message, quoted, &Addresses::of_files(platform, &world))
    };
    if let Some(payload) = writing.quick_reply {
        body["quick_reply"] = json!({"payload": payload});
    }
    merge(&mut body, writing.more);
    let body = json!({"message": body, "timestamp": message.at_ms});
    notify(platform, psid, "messages", body, Some(&mid))?;
    Ok(mid)
}

/// A button is tapped; the tap has an id of its own.
pub fn post_back(
    platform: &Platform,
    psid: &str,
    title: &str,
    payload: &str,
    more: Map<String, Value>,
) -> Result<String, Refused> {
    let now_ms = platform.clock.now_ms();
    let mid = {
        let mut world = platform.world();
        let mid = identifier::message_id(now_ms, &mut world.random);
        online(&mut world, psid)?.acts(now_ms);
        mid
    };
    let mut body = json!({"mid": mid, "title": title, "payload": payload});
    merge(&mut body, more);
    notify(platform, psid, "messaging_postbacks", json!({"postback": body}), None)?;
    Ok(mid)
}

/// Without an emoji the reaction is taken back.
pub fn react(
    platform: &Platform,
    psid: &str,
    mid: &str,
    emoji: Option<String>,
) -> Result<(), Refused> {
    let now_ms = platform.clock.now_ms();
    {
        let mut world = platform.world();
        let thread = online(&mut world, psid)?;
        if emoji.is_some() {
            thread.acts(now_ms);
        }
        let message = thread.message_mut(mid).ok_or(Refused::NoSuchMessage)?;
        message.react(Side::Customer, emoji.clone());
    }
    let reaction = match emoji {
        Some(emoji) => {
            let word = reaction_word(&emoji);
            json!({"action": "react", "mid": mid, "emoji": emoji, "reaction": word})
        }
        None => json!({"action": "unreact", "mid": mid}),
    };
    notify(platform, psid, "message_reactions", json!({"reaction": reaction}), None)
}

/// Gives how often the message was changed by now.
pub fn edit(platform: &Platform, psid: &str, mid: &str, text: &str) -> Result<u32, Refused> {
    let number = {
        let mut world = platform.world();
        let message = own(online(&mut world, psid)?, mid)?;
        if message.edits >= EDITS_MAX {
            return Err(Refused::TooManyEdits);
        }
        message.edits += 1;
        message.text = Some(text.to_owned());
        message.edits
    };
    let edit = json!({"mid": mid, "text": text, "num_edit": number});
    notify(platform, psid, "message_edits", json!({"message_edit": edit}), None)?;
    Ok(number)
}

pub fn delete(platform: &Platform, psid: &str, mid: &str) -> Result<(), Refused> {
    {
        let mut world = platform.world();
        let message = own(online(&mut world, psid)?, mid)?;
        message.is_deleted = true;
        message.text = None;
        message.attachments.clear();
    }
    let body = json!({"message": {"mid": mid, "is_deleted": true}});
    notify(platform, psid, "messages", body, None)
}

/// Anything else that happens: `body` has what the event is called, and what is in it.
pub fn tell(
    platform: &Platform,
    psid: &str,
    field: &'static str,
    body: Value,
    opens_window: bool,
) -> Result<(), Refused> {
    let now_ms = platform.clock.now_ms();
    {
        let mut world = platform.world();
        let thread = world.messenger.thread_mut(psid).ok_or(Refused::NoSuchPerson)?;
        if opens_window {
            thread.acts(now_ms);
        }
    }
    notify(platform, psid, field, body, None)
}

fn online<'w>(world: &'w mut World, psid: &str) -> Result<&'w mut Thread, Refused> {
    let person = world.messenger.person_mut(psid).ok_or(Refused::NoSuchPerson)?;
    if !person.online {
        return Err(Refused::IsOffline);
    }
    let mut threads = person.threads.iter_mut();
    threads.find(|thread| thread.psid == psid).ok_or(Refused::NoSuchPerson)
}

fn own<'t>(thread: &'t mut Thread, mid: &str) -> Result<&'t mut Message, Refused> {
    let message = thread.message_mut(mid).ok_or(Refused::NoSuchMessage)?;
    if message.from == Side::Customer { Ok(message) } else { Err(Refused::IsNotOwn) }
}

fn merge(body: &mut Value, more: Map<String, Value>) {
    if let Some(fields) = body.as_object_mut() {
        fields.extend(more);
        fields.retain(|_, value| !value.is_null());
    }
}

fn notify(
    platform: &Platform,
    psid: &str,
    field: &'static str,
    body: Value,
    written: Option<&str>,
) -> Result<(), Refused> {
    let now_ms = platform.clock.now_ms();
    let event = PageEvent::of_thread(&platform.world(), psid, field, body, now_ms);
    let event = event.ok_or(Refused::NoSuchPerson)?;
    let written = written.map(|mid| (psid.to_owned(), mid.to_owned()));
    let kept = webhook::enqueue_event(platform, PageEvent { written, ..event });
    platform.announce_thread(psid);
    if kept { Ok(()) } else { Err(Refused::TooManyWaiting) }
}
