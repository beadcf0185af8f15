//! Addresses that mails come back from, and mails that programs begin with.

use super::*;
use crate::desk::*;
use serde_json::{Value, json};

fn undeliverable(desk: &Desk, contact: u64, address: &str) -> Value {
    let contact = desk.admin.get(&format!("/contacts/{contact}")).is(200);
    let identities = contact["identities"].as_array().expect("identities");
    let found = identities.iter().find(|identity| identity["value"] == address);
    found.expect("the address")["undeliverable"].clone()
}

#[test]
fn an_address_that_mails_come_back_from_says_so_until_somebody_writes_from_it() {
    let desk = Desk::open();
    desk.queue_says(1, json!({"acknowledgement": "We have your message."}));
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, "first@customer.test", "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    let contact = number(&desk.admin.sees(id)["contact"]["id"]);
    ana.mailbox.has_mails(1);
    // It names no mail, but only one went there lately.
    ana.sends(&inbox, &notice(&ana.address(), "<unknown@customer.test>"));
    until("the address is marked", || !undeliverable(&desk, contact, &ana.address()).is_null());
    let told = undeliverable(&desk, contact, &ana.address());
    let reason = told["reason"].as_str().expect("a reason");
    assert!(reason.starts_with("This address does not exist."), "{reason}");
    desk.admin.accepts(id);
    let sent = desk.admin.replies(id, "Here.");
    until("it is sent", || desk.admin.entry(id, &sent["id"])["delivery"]["status"] == "sent");
    // Of two nobody knows which it is about.
    ana.sends(&inbox, &notice(&ana.address(), "<unknown-too@customer.test>"));
    until("it is listed", || inbox.state(&desk)["counts"]["stray"] == 1);
    ana.writes(&inbox, "second@customer.test", "I am here", "All is well again.");
    inbox.has_conversations(&desk, 2);
    assert_eq!(undeliverable(&desk, contact, &ana.address()), Value::Null);

    let headers = "Subject: Your invoice\r\nAuto-Submitted: auto-generated\r\n";
    ana.sends(&inbox, &ana.mail(&inbox, "invoice@customer.test", headers, "Number 7."));
    let all = inbox.has_conversations(&desk, 3);
    let program = all.iter().find(|one| one["subject"] == "Your invoice").expect("its own");
    let tags = desk.admin.get("/tags").is(200);
    let tag = items(&tags).iter().find(|tag| tag["name"] == "automatic").expect("the tag").clone();
    assert_eq!(desk.admin.sees(number(&program["id"]))["tags"][0]["id"], tag["id"]);
    let acknowledged = desk.admin.reads(number(&program["id"]));
    assert!(!acknowledged.iter().any(|line| line.contains("We have your message.")));
}
