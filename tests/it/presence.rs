//! Colleagues see who looks at a conversation and who writes there.

use crate::desk::*;
use serde_json::{Value, json};

fn is_presence(event: &Value) -> bool {
    event["type"] == "presence"
}

/// Who is there, as (name, viewing, typing).
fn there(event: &Value) -> Vec<(String, bool, bool)> {
    assert!(event.get("seq").is_none(), "it has no place in the log: {event}");
    let agents = event["data"]["agents"].as_array().expect("agents");
    let is = |value: &Value| value.as_bool().expect("yes or no");
    let agent = |agent: &Value| {
        let name = agent["name"].as_str().unwrap_or_default().to_owned();
        (name, is(&agent["viewing"]), is(&agent["typing"]))
    };
    agents.iter().map(agent).collect()
}

fn views(live: &mut Live, conversation: impl Into<Value>) {
    live.says(json!({"type": "viewing", "conversation_id": conversation.into()}));
}

fn types(live: &mut Live, conversation: u64) {
    live.says(json!({"type": "typing", "conversation_id": conversation}));
}

fn ann(viewing: bool, typing: bool) -> Vec<(String, bool, bool)> {
    vec![("Ann".to_owned(), viewing, typing)]
}

#[test]
fn colleagues_see_who_looks_and_who_writes() {
    let desk = Desk::open();
    let (a, b) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let (c, d) = (whatsapp.customer("Joe").writes("One"), whatsapp.customer("Kim").writes("Two"));
    let (mut of_ann, mut of_ben) =
        (Live::connects(&desk.http, &a, None), Live::connects(&desk.http, &b, None));
    views(&mut of_ann, c);
    let told = of_ben.hears(is_presence);
    assert_eq!((number(&told["data"]["conversation_id"]), there(&told)), (c, ann(true, false)));
    types(&mut of_ann, c);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(true, true));
    let mut late = Live::connects(&desk.http, &b, None);
    assert_eq!(there(&late.hears(is_presence)), ann(true, true), "who comes later is told");
    desk.moves_the_clock(seconds(5));
    types(&mut of_ann, c);
    of_ann.says(json!({"type": "typing", "conversation_id": d, "is_note": true}));
    let stopped = of_ben.hears(is_presence);
    assert_eq!(
        (number(&stopped["data"]["conversation_id"]), there(&stopped)),
        (c, ann(true, false))
    );
    let begun = of_ben.hears(is_presence);
    assert_eq!((number(&begun["data"]["conversation_id"]), there(&begun)), (d, ann(false, true)));
    assert_eq!(begun["data"]["agents"][0]["is_note"], true);
    desk.moves_the_clock(seconds(6));
    let forgotten = of_ben.hears(is_presence);
    assert_eq!((number(&forgotten["data"]["conversation_id"]), there(&forgotten)), (d, vec![]));
    views(&mut of_ann, Value::Null);
    let left = of_ben.hears(is_presence);
    assert_eq!((number(&left["data"]["conversation_id"]), there(&left)), (c, vec![]));
    assert_eq!(desk.newest_change(), of_ben.hello, "nothing of it is stored");
}

#[test]
fn two_windows_of_one_agent_are_one_agent_until_the_last_is_closed() {
    let desk = Desk::open();
    let (a, b) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("One");
    let mut of_ben = Live::connects(&desk.http, &b, None);
    let (mut one, mut two) =
        (Live::connects(&desk.http, &a, None), Live::connects(&desk.http, &a, None));
    views(&mut one, c);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(true, false));
    views(&mut two, c);
    types(&mut two, c);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(true, true));
    drop(two);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(true, false));
    drop(one);
    assert_eq!(there(&of_ben.hears(is_presence)), vec![]);
}

#[test]
fn what_is_sent_is_not_being_written_any_more() {
    let desk = Desk::open();
    let (a, b) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("One");
    a.accepts(c);
    let mut of_ben = Live::connects(&desk.http, &b, None);
    a.post(&format!("/conversations/{c}/typing"), json!({})).is(204);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(false, true));
    a.replies(c, "Hello");
    assert_eq!(there(&of_ben.hears(is_presence)), vec![]);
    a.post(&format!("/conversations/{c}/typing"), json!({"is_note": true})).is(204);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(false, true));
    desk.moves_the_clock(seconds(6));
    assert_eq!(there(&of_ben.hears(is_presence)), vec![], "programs are forgotten as well");
}

#[test]
fn nobody_is_seen_where_he_may_not_look_nor_by_whom_he_may_not_be() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (a, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "agent", &[sales]));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("One");
    let (mut of_ann, mut of_sam) =
        (Live::connects(&desk.http, &a, None), Live::connects(&desk.http, &sam, None));
    let mut of_admin = Live::connects(&desk.http, &desk.admin, None);
    views(&mut of_sam, c);
    sam.post(&format!("/conversations/{c}/typing"), json!({})).refuses(404, "not_found");
    views(&mut of_ann, c);
    assert_eq!(there(&of_admin.hears(is_presence)), ann(true, false), "Sam is not there");
    desk.admin.transfers_to_queue(c, sales);
    let sams = vec![("Sam".to_owned(), true, false)];
    let heard = of_admin.hears(|e| is_presence(e) && there(e) != ann(true, false));
    assert_eq!(there(&heard), vec![], "Ann may not look there any more");
    views(&mut of_sam, c);
    let mut before = Vec::new();
    while before.last().is_none_or(|event| !is_presence(event)) {
        before.push(of_sam.next());
    }
    let told = before.pop().expect("presence");
    let own = if there(&told).is_empty() { of_sam.hears(is_presence) } else { told };
    assert_eq!(there(&own), sams);
    assert!(before.iter().all(|event| !event.to_string().contains("Ann")), "{before:?}");
    desk.admin.patch(&format!("/agents/{}", sam.id), json!({"queue_ids": []})).is(200);
    assert_eq!(there(&of_admin.hears(|e| is_presence(e) && there(e) != sams)), vec![]);
}

#[test]
fn nonsense_is_passed_over_and_a_flood_ends_the_connection() {
    let desk = Desk::open();
    let (a, b) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("One");
    let (mut of_ann, mut of_ben) =
        (Live::connects(&desk.http, &a, None), Live::connects(&desk.http, &b, None));
    for nonsense in ["", "{", "null", "[1,2]", r#"{"type":"viewing","conversation_id":"x"}"#] {
        of_ann.says_raw(nonsense);
    }
    views(&mut of_ann, c);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(true, false), "it still listens");
    views(&mut of_ann, 4_711);
    assert_eq!(there(&of_ben.hears(is_presence)), vec![], "what is not there is nowhere");
    views(&mut of_ann, c);
    assert_eq!(there(&of_ben.hears(is_presence)), ann(true, false));
    let frame = json!({"type": "typing", "conversation_id": c});
    for _ in 0..100 {
        of_ann.tries_to_say(&frame);
    }
    assert_eq!(of_ann.closes_with(), 1008);
    assert_eq!(there(&of_ben.hears(|e| is_presence(e) && there(e).is_empty())), vec![]);
    assert_eq!(desk.shows(&a)["is_connected"], true, "her other window is open");
}
