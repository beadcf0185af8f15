//! A mail server that takes connections and says nothing.

use super::*;
use crate::desk::*;
use crate::mails::script::script;
use serde_json::json;

/// More than are under way at once.
const MAILS: usize = 80;

#[test]
fn mails_that_wait_for_a_silent_server_hold_up_neither_others_nor_the_end() {
    let mut desk = Desk::open();
    let silent = Ways { smtp_port: script(b"", &[]), ..Ways::usual() };
    let inbox = ByMail::of(&desk, &silent, &json!({}));
    let mut last = 0;
    for number_of in 0..MAILS {
        let body = json!({
            "inbox_id": inbox.inbox, "to": format!("somebody-{number_of}@customer.test"),
            "subject": "News", "text": "Hello.",
        });
        last = number(&desk.admin.post("/conversations", body).is(201)["id"]);
    }
    {
        let whatsapp = desk.whatsapp();
        let joe = whatsapp.customer("Joe");
        let id = joe.writes("Hello?");
        desk.admin.accepts(id);
        desk.admin.replies(id, "At once.");
        joe.receives("At once.");
    }
    desk.stops();
    desk.starts_again();
    let waits = desk.admin.timeline(last).into_iter().find(|entry| entry["kind"] == "message");
    assert_eq!(waits.expect("a message")["delivery"]["status"], "queued", "nothing of it has left");
}
