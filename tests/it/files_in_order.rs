//! WhatsApp takes longer over files than over words: what was sent after one comes after it.

use crate::desk::*;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";
/// How much longer a file takes; less than what follows it waits.
const LATER_MS: i64 = 4_000;

fn sends_a_picture(agent: &Agent, conversation: u64, caption: &str) -> Value {
    let file = agent.uploads(&format!("{caption}.png"), &[PNG, caption.as_bytes()].concat());
    agent.sends_file(conversation, caption, &file)
}

/// What the business wrote, as the phone shows it.
fn shows(customer: &Customer<'_>) -> Vec<String> {
    let own = customer.phone().into_iter().filter(|message| message["from"] == "business");
    let words = own.map(|message| {
        let content = &message["content"];
        content["body"].as_str().or(content["caption"].as_str()).unwrap_or_default().to_owned()
    });
    words.collect()
}

fn is_taken(desk: &Desk, entry: &Value) {
    until("Meta has taken it", || provider_id(desk.app(), entry).is_some());
}

#[test]
fn what_follows_a_file_comes_after_it_and_nobody_else_waits() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let (c, after_a_stop) = {
        let whatsapp = desk.whatsapp();
        whatsapp.turns(json!({"file_sent_later_ms": LATER_MS}));
        let (joe, eve) = (whatsapp.customer("Joe"), whatsapp.customer("Eve"));
        let (c, d) = (joe.writes("May I see it?"), eve.writes("Hello?"));
        ann.accepts(c);
        ann.accepts(d);
        let first = sends_a_picture(&ann, c, "One");
        ann.replies(c, "Two");
        let third = sends_a_picture(&ann, c, "Three");
        ann.replies(c, "Four");
        is_taken(&desk, &first);
        ann.replies(d, "Good day");
        eve.receives("Good day");
        desk.moves_the_clock(seconds(4));
        until("the first two are there", || shows(&joe).len() >= 2);
        is_taken(&desk, &third);
        desk.moves_the_clock(seconds(4));
        until("all are there", || shows(&joe).len() >= 4);
        assert_eq!(shows(&joe), ["One", "Two", "Three", "Four"]);
        // A word that does not come keeps nothing for ever.
        whatsapp.turns(json!({"file_sent_later_ms": 3_600_000}));
        let late = sends_a_picture(&ann, c, "Late");
        let five = ann.replies(c, "Five");
        is_taken(&desk, &late);
        assert_eq!(provider_id(desk.app(), &five), None, "it waits");
        until("it has waited long enough", || {
            desk.moves_the_clock(seconds(1));
            shows(&joe).len() >= 5
        });
        assert_eq!(shows(&joe)[4], "Five");
        let late = sends_a_picture(&ann, c, "Later");
        is_taken(&desk, &late);
        (c, ann.replies(c, "Six"))
    };
    desk.restarts();
    until("nobody waits after a stop", || {
        ann.entry(c, &after_a_stop["id"])["delivery"]["status"] == "delivered"
    });
}
