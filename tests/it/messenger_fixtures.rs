//! Real and invented deliveries of Messenger's, one file each, through the real endpoint.

use crate::desk::*;
use crate::fixtures::{all_under, deliveries, everything_can_be_read, newest_change, unreadable};
use deskbell::domain::{DeliveryId, InboxId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

fn found<'v>(body: &'v Value, name: &str) -> Vec<&'v Value> {
    let mut found = Vec::new();
    all_under(body, name, &mut found);
    found
}

/// An inbox for every page that the deliveries speak of; how many inboxes there are.
fn connect_all(desk: &Desk, deliveries: &[(String, Vec<u8>)]) -> u64 {
    let mut pages = BTreeSet::new();
    for (_, bytes) in deliveries {
        let body = parsed(bytes);
        let entries = body["entry"].as_array().cloned().unwrap_or_default();
        let ids = entries.into_iter().filter_map(|entry| entry["id"].as_str().map(str::to_owned));
        pages.extend(ids);
    }
    for page in pages {
        // Placeholders such as PAGE_ID are no numbers: their deliveries are listed.
        desk.admin.post("/inboxes", messenger_inbox(&format!("Page {page}"), &page));
    }
    items(&desk.admin.get("/inboxes").is(200)).len() as u64
}

/// The ids of what was said in a body, by either side.
fn mids(bytes: &[u8]) -> Vec<String> {
    let body = parsed(bytes);
    let said = [found(&body, "message"), found(&body, "postback")].concat();
    let said = said.into_iter().filter(|said| said["is_deleted"] != json!(true));
    said.filter_map(|said| said["mid"].as_str()).map(str::to_owned).collect()
}

/// Whether it only tells how far messages have come that we did not write.
fn is_only_reports(bytes: &[u8]) -> bool {
    let body = parsed(bytes);
    !found(&body, "delivery").is_empty() || !found(&body, "read").is_empty()
}

fn delivers(desk: &Desk, bytes: &[u8]) {
    let request = desk.http.request("POST", "/hooks/messenger").body(bytes.to_vec());
    desk.http.send(request.header("x-hub-signature-256", sign(APP_SECRET, bytes))).is(200);
    until("the delivery is read", || {
        let view = desk.app().store.view().expect("a view");
        view.waiting_deliveries(DeliveryId(0), 1).is_ok_and(|waiting| waiting.is_empty())
    });
}

#[test]
fn nothing_that_a_page_may_deliver_is_refused_or_dropped_in_silence() {
    let desk = Desk::open();
    let deliveries = deliveries("messenger");
    assert!(deliveries.len() >= 3, "there are deliveries to try");
    let inboxes = connect_all(&desk, &deliveries);
    let is_known = |mid: &str| {
        let view = desk.app().store.view().expect("a view");
        (1..=inboxes).any(|inbox| {
            view.entry_by_provider_id(InboxId(inbox), mid).is_ok_and(|entry| entry.is_some())
        })
    };
    let mut dropped = Vec::new();
    let mut shown = 0;
    for (name, bytes) in &deliveries {
        let (listed_before, told_before) = (unreadable(&desk), newest_change(&desk));
        delivers(&desk, bytes);
        let is_listed = unreadable(&desk) > listed_before;
        let mids = mids(bytes);
        let known = mids.iter().filter(|mid| is_known(mid)).count();
        shown += known;
        let is_shown = match mids.is_empty() {
            true => newest_change(&desk) > told_before,
            false => known == mids.len(),
        };
        if !is_listed && !is_shown && !is_only_reports(bytes) {
            dropped.push(name.clone());
        }
    }
    assert!(dropped.is_empty(), "neither shown nor listed: {dropped:#?}");
    assert!(shown > 20, "{shown} messages are shown");
    everything_can_be_read(&desk);
}
