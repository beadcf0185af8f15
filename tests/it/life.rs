//! The life of a conversation.

use crate::desk::*;

#[test]
fn a_conversation_lives_from_its_first_message_to_its_end_and_goes_on_in_a_new_one() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");

    let first = joe.writes("Where is my order?");
    assert_eq!(ann.sees(first)["state"], "queued");
    assert_eq!(ann.sees(first)["unread"], 1);
    ann.accepts(first);
    assert_eq!(ann.sees(first)["state"], "active");
    ann.replies(first, "On its way.");
    assert_eq!(ann.sees(first)["state"], "pending");
    joe.receives("On its way.");
    assert_eq!(joe.writes("Thanks!"), first);
    assert_eq!(ann.sees(first)["state"], "active");
    let resolved = ann.resolves(first, "parcel found");
    assert_eq!(resolved["state"], "resolved");
    assert_eq!(resolved["resolution"]["note"], "parcel found");
    assert_eq!(resolved["resolution"]["by_name"], "Ann");

    let second = joe.writes("It came broken.");
    assert_ne!(second, first);
    let linked = ann.sees(second);
    assert_eq!((linked["state"].as_str(), &linked["previous_id"]), (Some("queued"), &first.into()));
    assert_eq!(ann.sees(first)["next_id"], second);
    assert_eq!(ann.sees(first)["state"], "resolved", "the earlier one stays ended");
    assert_eq!(
        ann.reads(second),
        [
            "Deskbell created",
            "Joe: Where is my order?",
            "Ann accepted",
            "Ann: On its way.",
            "Joe: Thanks!",
            "Ann resolved",
            "Deskbell created",
            "Joe: It came broken.",
        ],
        "the timeline runs on into the earlier conversation"
    );
}
