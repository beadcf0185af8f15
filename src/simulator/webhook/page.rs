//! One thing that happened at a Page, and several of them as one body.

use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::encode;
use super::envelope::add_unknown;
use crate::simulator::world::World;

/// What an app that does not answer in a conversation hears only from beside.
const STANDBY_FIELDS: [&str; 7] = [
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_edits",
    "message_reactions",
];

pub struct PageEvent {
    pub page_id: String,
    pub app_id: String,
    /// What an app must have subscribed to, to hear of it.
    pub field: &'static str,
    pub body: Value,
    pub is_standby: bool,
    pub at_ms: i64,
    /// The customer's message whose second tick waits for this to be accepted: psid and mid.
    pub written: Option<(String, String)>,
    /// Told when the desk has accepted it.
    pub accepted: Option<oneshot::Sender<()>>,
}

impl PageEvent {
    /// Who, whom and when are added where `body` does not say them; null leaves one out.
    pub fn of_thread(
        world: &World,
        psid: &str,
        field: &'static str,
        body: Value,
        now_ms: i64,
    ) -> Option<PageEvent> {
        let thread = world.messenger.thread(psid)?;
        let app_id = world.messenger.page(&thread.page_id)?.page.app_id.clone();
        let is_standby = thread.owner.is_some() && STANDBY_FIELDS.contains(&field);
        let mut fields = Map::new();
        fields.insert("sender".to_owned(), json!({"id": psid}));
        fields.insert("recipient".to_owned(), json!({"id": thread.page_id}));
        fields.insert("timestamp".to_owned(), now_ms.into());
        if let Value::Object(given) = body {
            fields.extend(given);
        }
        fields.retain(|_, value| !value.is_null());
        if let Some(postback) = fields.get_mut("postback").and_then(Value::as_object_mut)
            && is_standby
        {
            postback.remove("payload");
        }
        Some(PageEvent {
            page_id: thread.page_id.clone(),
            app_id,
            field,
            body: fields.into(),
            is_standby,
            at_ms: now_ms,
            written: None,
            accepted: None,
        })
    }

    /// Of the Page as a whole, without a customer.
    pub fn of_page(
        world: &World,
        page_id: &str,
        field: &'static str,
        body: Value,
        now_ms: i64,
    ) -> Option<PageEvent> {
        let page = &world.messenger.page(page_id)?.page;
        let mut fields = Map::new();
        fields.insert("recipient".to_owned(), json!({"id": page_id}));
        fields.insert("timestamp".to_owned(), now_ms.into());
        if let Value::Object(given) = body {
            fields.extend(given);
        }
        fields.retain(|_, value| !value.is_null());
        Some(PageEvent {
            page_id: page.page_id.clone(),
            app_id: page.app_id.clone(),
            field,
            body: fields.into(),
            is_standby: false,
            at_ms: now_ms,
            written: None,
            accepted: None,
        })
    }

    /// What the app must have subscribed to.
    pub fn subscription(&self) -> &'static str {
        if self.is_standby { "standby" } else { self.field }
    }

    /// How many bytes it adds to a notification, nearly.
    pub fn size(&self) -> usize {
        encode::escaped(&self.body).len()
    }
}

/// The body for these events, in their order. Neighbours of one Page share an entry.
pub fn pack(world: &World, events: &[PageEvent]) -> Value {
    let are_alike = |one: &PageEvent, next: &PageEvent| {
        one.page_id == next.page_id && one.is_standby == next.is_standby
    };
    let entries = events.chunk_by(are_alike).map(|alike| {
        let first = &alike[0];
        let list = if first.is_standby { "standby" } else { "messaging" };
        let bodies: Vec<&Value> = alike.iter().map(|event| &event.body).collect();
        json!({"id": first.page_id, "time": first.at_ms, list: bodies})
    });
    let mut body = json!({"object": "page", "entry": entries.collect::<Vec<_>>()});
    if world.knobs.unknown_fields {
        add_unknown(&mut body);
    }
    body
}
