//! What is thrown away in time, and what is kept as long as it is of use.

use crate::desk::*;
use deskbell::actions::upkeep;
use deskbell::domain::{InboxId, Timestamp};
use deskbell::store::{self, Early};
use serde_json::{Value, json};

/// More than any job looks at in one go.
const MANY: u32 = 10_001;

fn prunes(desk: &Desk) {
    desk.http.runtime.block_on(upkeep::prune(desk.app())).expect("pruned");
}

fn days(days: i64) -> Span {
    hours(24 * days)
}

fn unreadable(desk: &Desk) -> Vec<Value> {
    desk.admin.signs_in_again();
    items(&desk.admin.get("/deliveries/unreadable").is(200))
}

#[test]
fn what_could_not_be_used_is_kept_for_a_week_and_its_reason_for_a_month() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let welcome = json!({"from": "447700900102", "id": "wamid.W", "type": "request_welcome"});
    let hello = text("wamid.H", "447700900999", "Hello", desk.now().0 / 1_000);
    let body = envelope(json!({"messages": [hello, "junk"]}));
    whatsapp.delivers(&envelope(json!({"messages": [welcome]}))).is(200);
    whatsapp.delivers(&body).is(200);
    let c = whatsapp.conversation_with("wamid.H");
    whatsapp.is_read_in();
    let entry = desk.admin.timeline(c).pop().expect("a message");
    let raw = format!("/conversations/{c}/timeline/{}/raw", entry["id"]);
    desk.moves_the_clock(days(6));
    prunes(&desk);
    let listed = unreadable(&desk);
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|delivery| number(&delivery["size"]) > 0), "{listed:?}");
    desk.admin.get(&raw).is(200);
    desk.moves_the_clock(days(2));
    prunes(&desk);
    let listed = unreadable(&desk);
    assert_eq!(listed.len(), 2, "what happened is still to be seen");
    for delivery in &listed {
        assert_eq!((&delivery["size"], &delivery["body"]), (&json!(0), &json!("")));
        assert!(delivery["reason"].as_str().is_some_and(|reason| reason.len() > 10));
    }
    desk.admin.get(&raw).refuses(404, "not_found");
    desk.moves_the_clock(days(23));
    prunes(&desk);
    assert_eq!(unreadable(&desk), [Value::Null; 0]);
}

#[test]
fn what_waits_in_vain_goes_however_much_waits_beside_it() {
    let desk = Desk::open();
    let parks = |inbox: u64, number: u32| {
        let write = desk.app().store.write(move |writer| -> Result<(), store::Error> {
            for place in 0..number {
                let early = Early::Deleted { at: Timestamp(1) };
                writer.park_early(InboxId(inbox), &format!("wamid.{place}"), early)?;
            }
            Ok(())
        });
        desk.http.runtime.block_on(write).expect("parked");
    };
    let waits = |inbox: u64| {
        let take =
            desk.app().store.write(move |writer| writer.take_early(InboxId(inbox), "wamid.0"));
        !desk.http.runtime.block_on(take).expect("a look").is_empty()
    };
    parks(9, 1);
    desk.moves_the_clock(days(8));
    parks(1, MANY);
    prunes(&desk);
    assert!(!waits(9), "it stands behind many that are new");
    assert!(waits(1), "those stay");
}
