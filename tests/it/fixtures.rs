//! Real and invented deliveries of Meta's, one file each, through the real endpoint.

use crate::desk::*;
use deskbell::domain::InboxId;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A large collection stands beside the project on some machines; the project's own is always here.
pub fn deliveries(channel: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut directories: Vec<PathBuf> = vec![
        root.join(format!("../shared/fixtures/meta/{channel}/webhooks")),
        root.join(format!("tests/fixtures/{channel}")),
    ];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push((path.display().to_string(), std::fs::read(&path).expect("readable")));
            }
        }
    }
    found.sort();
    found
}

/// Mails and what stands beside them: the project's own, and a large collection where there is one.
pub fn mails() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut directories: Vec<PathBuf> =
        vec![root.join("../shared/fixtures/email"), root.join("tests/fixtures/mails")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => directories.push(path),
                false => found
                    .push((path.display().to_string(), std::fs::read(&path).expect("readable"))),
            }
        }
    }
    found.sort();
    found
}

/// Every value under `name`, however deep.
pub fn all_under<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                if key == name {
                    found.push(inner);
                }
                all_under(inner, name, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| all_under(inner, name, found)),
        _ => {}
    }
}

/// An inbox for every number that the deliveries speak of; how many there are.
fn connect_all(desk: &Desk, deliveries: &[(String, Vec<u8>)]) -> u64 {
    let mut numbers = BTreeSet::new();
    for (_, bytes) in deliveries {
        let Ok(body) = serde_json::from_slice::<Value>(bytes) else { continue };
        let mut found = Vec::new();
        all_under(&body, "phone_number_id", &mut found);
        numbers.extend(found.into_iter().filter_map(Value::as_str).map(str::to_owned));
    }
    for number in numbers {
        // Placeholders such as <PHONE_NUMBER_ID> are no numbers: their deliveries are listed.
        desk.admin.post("/inboxes", whatsapp_inbox(&format!("Inbox {number}"), &number));
    }
    items(&desk.admin.get("/inboxes").is(200)).len() as u64
}

pub fn unreadable(desk: &Desk) -> usize {
    let mut count = 0;
    let mut cursor = String::new();
    loop {
        let page = desk.admin.get(&format!("/deliveries/unreadable?limit=100{cursor}")).is(200);
        count += items(&page).len();
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return count,
        }
    }
}

/// The ids of the messages in a body, in every list of them.
fn messages_in(bytes: &[u8]) -> Vec<String> {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let mut lists = Vec::new();
    all_under(&body, "messages", &mut lists);
    let messages = lists.into_iter().filter_map(Value::as_array).flatten();
    messages.filter_map(|message| message["id"].as_str()).map(str::to_owned).collect()
}

pub fn newest_change(desk: &Desk) -> u64 {
    let view = desk.app().store.view().expect("a view");
    view.newest_seq().expect("a sequence number")
}

/// Whether it speaks of nothing but reports on messages that we did not write.
fn is_only_reports(bytes: &[u8]) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return false };
    let mut statuses = Vec::new();
    all_under(&body, "statuses", &mut statuses);
    !statuses.is_empty()
}

#[test]
fn nothing_that_meta_may_deliver_is_refused_or_dropped_in_silence() {
    let desk = Desk::open();
    let deliveries = deliveries("whatsapp");
    assert!(deliveries.len() >= 3, "there are deliveries to try");
    let inboxes = connect_all(&desk, &deliveries);
    let whatsapp = desk.whatsapp();
    let is_known = |id: &str| {
        let view = desk.app().store.view().expect("a view");
        (1..=inboxes).any(|inbox| {
            view.entry_by_provider_id(InboxId(inbox), id).is_ok_and(|entry| entry.is_some())
        })
    };
    let mut dropped = Vec::new();
    let mut shown = 0;
    for (name, bytes) in &deliveries {
        let listed_before = unreadable(&desk);
        let told_before = newest_change(&desk);
        whatsapp.delivers_bytes(bytes.clone()).is(200);
        whatsapp.is_read_in();
        let is_listed = unreadable(&desk) > listed_before;
        let messages = messages_in(bytes);
        let known = messages.iter().filter(|id| is_known(id)).count();
        shown += known;
        // What is no message, such as a wish, is told as a line or a change of the contact.
        let is_shown = match messages.is_empty() {
            true => newest_change(&desk) > told_before,
            false => known == messages.len(),
        };
        if !is_listed && !is_shown && !is_only_reports(bytes) {
            dropped.push(name.clone());
        }
    }
    assert!(dropped.is_empty(), "neither shown nor listed: {dropped:#?}");
    assert!(shown > 5, "{shown} messages are shown");
    everything_can_be_read(&desk);
}

pub fn everything_can_be_read(desk: &Desk) {
    let conversations = desk.admin.lists("");
    assert!(!conversations.is_empty());
    for conversation in &conversations {
        let entries = desk.admin.timeline(number(&conversation["id"]));
        assert!(!entries.is_empty(), "{conversation}");
        let contact = &conversation["contact"];
        assert!(contact["name"].as_str().is_some_and(|name| !name.is_empty()), "{contact}");
        desk.admin.get(&format!("/contacts/{}", contact["id"])).is(200);
    }
    desk.admin.searches("hello");
    desk.admin.get("/events?after=0&limit=100").is(200);
}
