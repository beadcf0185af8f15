//! A conversation holds many entries, and no more than that.

use crate::desk::*;
use deskbell::domain::ConversationId;
use deskbell::domain::conversation::Conversation;
use deskbell::domain::timeline::MESSAGE_PLACE_MAX;
use deskbell::store::Error;
use serde_json::json;

/// As if so many entries were there already.
fn has_entries(desk: &Desk, conversation: u64, number: u32) {
    let filled = desk.app().store.write_blocking(move |writer| -> Result<(), Error> {
        let found: Option<Conversation> = writer.find(ConversationId(conversation))?;
        let found = found.expect("the conversation");
        writer.save_conversation(&Conversation { last_seq: number, ..found })
    });
    filled.expect("stored");
}

#[test]
fn a_full_conversation_takes_nothing_more_and_can_be_resolved() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    has_entries(&desk, c, MESSAGE_PLACE_MAX);
    ann.tries_to_reply(c, "On its way.").refuses(409, "conversation_full");
    ann.post(&format!("/conversations/{c}/notes"), json!({"text": "Full"}))
        .refuses(409, "conversation_full");
    let ben = desk.agent("Ben");
    ann.transfers_to(c, &ben);
    assert_eq!(ben.resolves(c, "enough said")["state"], "resolved");
    assert_eq!(ben.reads(c).last().map(String::as_str), Some("Ben resolved"));
    ben.takes_back_the_resolution(c).is(200);
    ben.resolves(c, "really");
}

#[test]
fn what_has_no_place_for_any_line_but_its_end_still_ends() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    has_entries(&desk, c, deskbell::domain::ENTRIES_PER_CONVERSATION_MAX - 1);
    ann.tries_to_transfer(c, json!({"queue_id": 1})).refuses(409, "conversation_full");
    ann.resolves(c, "enough said");
    ann.takes_back_the_resolution(c).refuses(409, "conversation_full");
    assert_eq!(ann.sees(c)["state"], "resolved", "it can never be in the way again");
}

#[test]
fn a_customer_goes_on_in_a_new_conversation_when_one_is_full() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Where is my order?");
    ann.accepts(first);
    ann.snoozes(first, desk.now().plus_ms(hours(3).0));
    has_entries(&desk, first, MESSAGE_PLACE_MAX - 2);
    assert_eq!(joe.writes("This still fits."), first, "after a line that woke it");
    let second = joe.writes("And this goes on.");
    assert_ne!(second, first);
    let ended = ann.sees(first);
    assert_eq!(
        (&ended["state"], &ended["resolution"]["cause"], &ended["next_id"]),
        (&json!("resolved"), &json!("full"), &json!(second))
    );
    let next = ann.sees(second);
    assert_eq!(next["previous_id"], first);
    let read = ann.reads(second);
    assert_eq!(
        read[read.len() - 4..],
        [
            "Joe: This still fits.",
            "Deskbell resolved",
            "Deskbell created",
            "Joe: And this goes on.",
        ],
        "nothing is lost"
    );
    assert_eq!(joe.writes("Yes."), second);
}

#[test]
fn silence_ends_a_full_conversation_without_a_word() {
    let desk = Desk::open();
    desk.queue_says(1, json!({"abandoned": "Sorry that we missed you."}));
    desk.admin.sets(json!({"abandonment_seconds": 3_600}));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Anybody there?");
    has_entries(&desk, c, MESSAGE_PLACE_MAX);
    desk.waits(hours(1));
    assert_eq!(desk.admin.sees(c)["state"], "abandoned");
    assert_eq!(joe.has_received(), [""; 0]);
}

#[test]
fn what_a_blocked_contact_writes_is_kept_also_when_one_is_full() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Buy my watches");
    let contact = number(&desk.admin.sees(first)["contact"]["id"]);
    desk.admin.put(&format!("/contacts/{contact}/block"), json!({})).is(200);
    has_entries(&desk, first, MESSAGE_PLACE_MAX);
    let second = joe.writes("Cheap watches!");
    let kept = desk.admin.sees(second);
    assert_eq!((&kept["state"], &kept["previous_id"]), (&json!("resolved"), &json!(first)));
}
