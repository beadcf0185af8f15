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

#[test]
fn what_nobody_has_answered_is_resolved_for_a_reason() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (spam, real) =
        (whatsapp.customer("Max").writes("Win!"), whatsapp.customer("Joe").writes("Hi"));
    let path = format!("/conversations/{spam}/resolution");
    for body in [serde_json::json!({}), serde_json::json!({"note": "  "})] {
        let refused = ann.post(&path, body);
        refused.refuses(422, "invalid");
        assert_eq!(refused.json["field"], "note");
    }
    ann.accepts(real);
    let action = serde_json::json!({"type": "resolve"});
    let body = serde_json::json!({"ids": [spam, real], "action": action});
    let outcomes = items(&ann.post("/conversations/bulk", body).is(200));
    assert_eq!((&outcomes[0]["code"], &outcomes[1]["ok"]), (&"invalid".into(), &true.into()));
    assert_eq!(ann.sees(spam)["state"], "queued");
    assert_eq!(ann.resolves(spam, "spam")["resolution"]["note"], "spam");
}

#[test]
fn a_resolution_is_taken_back_within_a_minute_as_if_nothing_had_happened() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    let before = ann.sees(c);
    let resolved = ann.resolves(c, "");
    assert!(resolved["resolution"]["note"].is_null(), "an empty note is none");
    assert!(resolved["undo_until"].is_string());
    desk.moves_the_clock(seconds(60));
    let after = ann.takes_back_the_resolution(c).is(200);
    for field in ["state", "agent_id", "waiting_since", "resolution", "undo_until"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

#[test]
fn after_a_minute_a_resolution_is_taken_back_by_reopening() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    ann.resolves(c, "done");
    desk.moves_the_clock(seconds(61));
    let after = ben.takes_back_the_resolution(c).is(200);
    assert_eq!(after["state"], "active");
    assert_eq!(after["agent_id"], ben.id, "whoever reopens it has it");
    ben.takes_back_the_resolution(c).refuses(409, "not_resolved");
}

#[test]
fn a_conversation_that_was_continued_stays_ended() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Where is my order?");
    ann.resolves(first, "a duplicate");
    let second = joe.writes("Hello?");
    ann.takes_back_the_resolution(first).refuses(409, "continued");
    assert_eq!(ann.sees(first)["state"], "resolved");
    assert_eq!(ann.sees(second)["state"], "queued");
}

#[test]
fn tags_and_labels_are_put_on_and_taken_off_and_doing_it_twice_changes_nothing() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("My invoice is wrong.");
    let tag = number(&ann.post("/tags", serde_json::json!({"name": "Billing"})).is(201)["id"]);
    let again = ann.post("/tags", serde_json::json!({"name": " billing "})).is(201);
    assert_eq!(number(&again["id"]), tag, "the same name is the same tag");
    let label = number(&items(&ann.get("/labels").is(200))[0]["id"]);
    for path in [format!("tags/{tag}"), format!("labels/{label}")] {
        let path = format!("/conversations/{c}/{path}");
        let once = ann.put(&path, serde_json::json!({})).is(200);
        let twice = ann.put(&path, serde_json::json!({})).is(200);
        assert_eq!(once, twice);
    }
    assert_eq!(ann.lists_ids(&format!("tag={tag}")), [c]);
    assert_eq!(ann.lists_ids(&format!("label={label}")), [c]);
    ann.delete(&format!("/conversations/{c}/tags/{tag}")).is(200);
    assert_eq!(ann.lists_ids(&format!("tag={tag}")), [0; 0]);
    assert_eq!(
        ann.reads(c)[2..],
        ["Ann tagged", "Ann labelled", "Ann untagged"],
        "what changed nothing left no line"
    );
}

#[test]
fn every_agent_has_read_marks_of_his_own() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("One");
    joe.writes("Two");
    assert_eq!((number(&ann.sees(c)["unread"]), number(&ben.sees(c)["unread"])), (2, 2));
    let last = number(&ann.sees(c)["last_seq"]);
    ann.put(&format!("/conversations/{c}/read-mark"), serde_json::json!({"seq": last})).is(204);
    assert_eq!((number(&ann.sees(c)["unread"]), number(&ben.sees(c)["unread"])), (0, 2));
    assert_eq!(ann.lists_ids("unread=true"), [0; 0]);
    assert_eq!(ben.lists_ids("unread=true"), [c]);
    ann.put(&format!("/conversations/{c}/read-mark"), serde_json::json!({"seq": last - 1})).is(204);
    assert_eq!(number(&ann.sees(c)["unread"]), 1);
}

#[test]
fn who_ends_what_came_from_another_queue_can_take_it_back() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "agent", &[sales]));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.transfers_to(c, &sam);
    sam.resolves(c, "done");
    sam.looks_for(c).refuses(404, "not_found");
    assert_eq!(sam.takes_back_the_resolution(c).is(200)["agent_id"], sam.id);
    sam.resolves(c, "done");
    desk.waits(minutes(2));
    sam.takes_back_the_resolution(c).refuses(404, "not_found");
}
