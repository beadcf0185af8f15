//! Customers who say that all is done.

use crate::desk::*;
use serde_json::json;

fn closes(desk: &Desk, words: &[&str]) {
    desk.admin.sets(json!({"closing_words": {"on": true, "words": words}}));
}

#[test]
fn a_closing_word_resolves_and_the_agent_can_take_it_back() {
    let desk = Desk::open();
    closes(&desk, &["thank you", "gelöst"]);
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    assert_eq!(joe.writes("Thank you!! 🙏"), c);
    let ended = ann.sees(c);
    assert_eq!(
        (&ended["state"], &ended["resolution"]["cause"]),
        (&json!("resolved"), &json!("customer"))
    );
    assert!(ended["undo_until"].is_string());
    assert_eq!(ann.reads(c)[4..], ["Joe: Thank you!! 🙏", "Joe resolved"]);
    let back = ann.takes_back_the_resolution(c).is(200);
    assert_eq!((&back["state"], &back["agent_id"]), (&json!("active"), &json!(ann.id)));
    joe.writes("GELOST");
    desk.moves_the_clock(minutes(2));
    assert_eq!(ann.takes_back_the_resolution(c).is(200)["state"], "active", "reopened");
}

#[test]
fn what_asks_or_says_more_or_comes_while_it_is_off_resolves_nothing() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Thanks");
    assert_eq!(desk.admin.sees(c)["state"], "queued", "off by default");
    closes(&desk, &["thanks"]);
    for text in ["Thanks?", "Thanks, but where is it", "👍"] {
        joe.writes(text);
        assert_eq!(desk.admin.sees(c)["state"], "queued", "{text}");
    }
    joe.writes("thanks.");
    let ended = desk.admin.sees(c);
    assert_eq!(
        (&ended["state"], &ended["resolution"]["cause"]),
        (&json!("resolved"), &json!("customer"))
    );
}
