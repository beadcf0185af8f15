//! What customers do: they write, and the business hears of it.

/// What they do besides.
mod acts;
pub use acts::{Act, perform};
/// Buttons and rows that they tap.
mod tap;
/// Numbers, user ids and devices that they change.
mod identity;
pub use identity::{Told, change_identity, change_number, change_user_id};
/// Files of all kinds.
mod file;
pub use file::{FILE_BYTES_MAX, FileKind, FileWriting, send as send_file};

use serde_json::{Map, Value, json};

use crate::simulator::options::WhatsAppAccount;
use crate::simulator::phone::{Message, Phone, Side, Ticks};
use crate::simulator::platform::Platform;
use crate::simulator::webhook::{self, Update, Written};
use crate::simulator::world::{Account, World, contact};
use crate::simulator::{identifier, number};

#[derive(Default)]
pub struct Writing {
    pub wa_id: String,
    /// The business number; the first one if none is named.
    pub account: Option<String>,
    pub reply_to: Option<String>,
    /// `type` and the part that is called like it. Whatever else stands here is sent as it stands:
    /// another `id` or `timestamp`, or null for a field that is to be left out.
    pub message: Map<String, Value>,
    /// Instead of what is known about the person; null leaves the contact out.
    pub contact: Option<Value>,
    /// Beside the messages in the notification.
    pub errors: Option<Value>,
}

#[derive(Debug)]
pub enum Refused {
    NoSuchPerson,
    NoSuchAccount,
    IsOffline,
    /// `type` is not given.
    HasNoType,
    TooManyWaiting,
    /// The message is not there, or has no such button.
    NothingToTap,
    NumberIsTaken,
}

/// Gives the id of the message.
pub fn write(platform: &Platform, writing: Writing) -> Result<String, Refused> {
    if platform.outgoing.is_full() {
        return Err(Refused::TooManyWaiting);
    }
    let wa_id = writing.wa_id.clone();
    let update = compose(&mut platform.world(), writing, platform.clock.now_ms())?;
    let message_id = update.written.as_ref().map(|written| written.message_id.clone());
    let pair = (update.account.clone(), wa_id.clone());
    if !platform.world().blocked.contains(&pair) {
        webhook::enqueue(platform, update);
    }
    platform.announce_messages(&wa_id);
    Ok(message_id.unwrap_or_default())
}

/// The first one if none is named.
pub fn account_of<'world>(
    world: &'world World,
    id: Option<&str>,
) -> Result<&'world Account, Refused> {
    let account = match id {
        Some(id) => world.account(id),
        None => world.accounts.first(),
    };
    account.ok_or(Refused::NoSuchAccount)
}

fn compose(world: &mut World, writing: Writing, now_ms: i64) -> Result<Update, Refused> {
    let account = account_of(world, writing.account.as_deref())?.number.clone();
    let message_id = identifier::message_id(&writing.wa_id, now_ms, &mut world.random);
    let phone = world.person_mut(&writing.wa_id).ok_or(Refused::NoSuchPerson)?;
    if !phone.online {
        return Err(Refused::IsOffline);
    }
    let kind = writing.message.get("type").and_then(Value::as_str);
    let kind = kind.ok_or(Refused::HasNoType)?.to_owned();
    let mut fields = known_fields(phone, &account, &writing, now_ms);
    fields.insert("id".to_owned(), message_id.clone().into());
    let mut message = writing.message;
    join_contexts(&fields, &mut message);
    fields.extend(message);
    fields.retain(|_, value| !value.is_null());

    let message = Message {
        id: fields.get("id").and_then(Value::as_str).map_or(message_id, str::to_owned),
        account: account.phone_number_id.clone(),
        from: Side::Customer,
        content: fields.get(&kind).cloned().unwrap_or(Value::Null),
        kind,
        reply_to: writing.reply_to,
        at_ms: now_ms,
        ticks: Ticks::Sent,
        ..Message::default()
    };
    let written = Written { wa_id: writing.wa_id.clone(), message_id: message.id.clone() };
    let contact = writing.contact.unwrap_or_else(|| contact(phone, &account.waba_id));
    let opens = opens_window(&message.kind, world.knobs.reaction_opens_window);
    let phone = world.person_mut(&writing.wa_id).ok_or(Refused::NoSuchPerson)?;
    phone.show(message);
    if opens {
        world.open_window(&account.phone_number_id, &writing.wa_id, now_ms);
    }
    if world.knobs.incoming_counts {
        world.rates.receive(&account.phone_number_id, now_ms);
    }
    let update = Update::message(&account.phone_number_id, contact, Value::Object(fields), written);
    Ok(Update { errors: writing.errors, ..update })
}

/// What a person does to say something, and not what happens to it afterwards.
fn opens_window(kind: &str, reaction_opens: bool) -> bool {
    match kind {
        "system" | "edit" | "revoke" => false,
        "reaction" => reaction_opens,
        _ => true,
    }
}

/// A message that quotes another may say more about where it comes from.
fn join_contexts(known: &Map<String, Value>, message: &mut Map<String, Value>) {
    let known = known.get("context").and_then(Value::as_object);
    let own = message.get_mut("context").and_then(Value::as_object_mut);
    if let (Some(known), Some(own)) = (known, own) {
        for (name, value) in known {
            own.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

fn known_fields(
    phone: &Phone,
    account: &WhatsAppAccount,
    writing: &Writing,
    now_ms: i64,
) -> Map<String, Value> {
    let mut fields = Map::new();
    if !phone.hides_number {
        fields.insert("from".to_owned(), phone.wa_id.clone().into());
    }
    fields.insert("from_user_id".to_owned(), phone.user_id(&account.waba_id).into());
    fields.insert("timestamp".to_owned(), (now_ms / 1000).to_string().into());
    if let Some(quoted) = &writing.reply_to {
        let is_ours = |shown: &Message| &shown.id == quoted && shown.from == Side::Business;
        let business = number::digits(&account.display_phone_number).unwrap_or_default();
        let author = if phone.shown().any(is_ours) { &business } else { &phone.wa_id };
        fields.insert("context".to_owned(), json!({"from": author, "id": quoted}));
    }
    fields
}
