//! Browsers hear of every change, in order and once.

use crate::desk::*;
use serde_json::{Value, json};

fn numbers(events: &[Value]) -> Vec<u64> {
    events.iter().map(|event| number(&event["seq"])).collect()
}

#[test]
fn a_browser_hears_every_change_in_its_order() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let mut live = Live::connects(&desk.http, &ann, None);
    assert_eq!(live.hello, desk.newest_change());
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    let entry = ann.replies(c, "On its way.");
    let heard = live.up_to(desk.newest_change());
    let numbers = numbers(&heard);
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    assert!(numbers[0] > live.hello);
    let last_of_the_conversation =
        heard.iter().rev().find(|event| event["type"] == "conversation_changed");
    let shown = &last_of_the_conversation.expect("it changed")["data"];
    assert_eq!((&shown["state"], &shown["agent_id"]), (&json!("pending"), &json!(ann.id)));
    let is_reply = |event: &&Value| event["data"]["id"] == entry["id"];
    assert!(heard.iter().filter(is_reply).count() >= 1, "the reply was announced");
}

#[test]
fn unread_counts_are_each_readers_own() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("One");
    let last = number(&ann.sees(c)["last_seq"]);
    let (mut of_ann, mut of_ben) =
        (Live::connects(&desk.http, &ann, None), Live::connects(&desk.http, &ben, None));
    ann.put(&format!("/conversations/{c}/read-mark"), json!({"seq": last})).is(204);
    let mark = of_ann.next();
    assert_eq!(about(&mark), ("read_mark_changed".to_owned(), c));
    assert_eq!(mark["data"]["unread"], 0);
    joe.writes("Two");
    let newest = desk.newest_change();
    let unread = |heard: Vec<Value>| {
        let mut changes =
            heard.into_iter().filter(|event| about(event).0 == "conversation_changed");
        changes.next_back().expect("the conversation changed")["data"]["unread"].clone()
    };
    let heard = of_ben.up_to(newest);
    assert!(heard.iter().all(|event| about(event).0 != "read_mark_changed"), "{heard:?}");
    assert_eq!((unread(of_ann.up_to(newest)), unread(heard)), (json!(1), json!(2)));
}

#[test]
fn who_comes_back_hears_what_was_missed_once_and_then_goes_on() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let known = Live::connects(&desk.http, &ann, None).hello;
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("One");
    joe.writes("Two");
    ann.accepts(c);
    let missed = desk.newest_change();
    let mut live = Live::connects(&desk.http, &ann, Some(known));
    assert_eq!(live.hello, missed);
    let mut heard = live.up_to(missed);
    let things: Vec<_> = heard.iter().map(about).collect();
    let different: std::collections::BTreeSet<_> = things.iter().collect();
    assert_eq!(different.len(), things.len(), "each thing once: {things:?}");
    let texts = |heard: &[Value]| {
        let texts = heard.iter().filter_map(|event| event["data"]["text"].as_str());
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(texts(&heard), ["One", "Two"]);
    joe.writes("Three");
    heard.extend(live.up_to(desk.newest_change()));
    assert_eq!(texts(&heard), ["One", "Two", "Three"]);
    let numbers = numbers(&heard);
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
}

#[test]
fn a_reconnecting_browser_misses_nothing_while_the_desk_is_busy() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let mut known = Live::connects(&desk.http, &ann, None).hello;
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let expected: Vec<String> = (0..60).map(|n| format!("Text {n}")).collect();
    let mut heard = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| expected.iter().for_each(|text| drop(joe.posts(text))));
        while heard.len() < expected.len() {
            let mut live = Live::connects(&desk.http, &ann, Some(known));
            for _ in 0..7 {
                let event = live.next();
                known = number(&event["seq"]);
                let text = event["data"]["text"].as_str().map(str::to_owned);
                heard.extend(text);
                if heard.len() == expected.len() {
                    break;
                }
            }
        }
    });
    assert_eq!(heard, expected);
}

#[test]
fn who_was_away_too_long_is_told_to_fetch_everything_anew() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    whatsapp.customer("Joe").writes("One");
    let known = desk.newest_change();
    let pruned =
        desk.http.runtime.block_on(desk.app().store.write(|writer| writer.prune_log(1, 1_000)));
    assert!(pruned.expect("written") > 1, "old changes are gone");
    let mut live = Live::connects(&desk.http, &ann, Some(1));
    let told = live.next();
    assert_eq!((&told["type"], number(&told["seq"])), (&json!("resync"), known));
    let asked = ann.get("/events?after=1").is(200);
    assert_eq!((&asked["resync"], number(&asked["next_after"])), (&json!(true), known));
    whatsapp.customer("Kim").writes("Two");
    assert!(live.up_to(desk.newest_change()).iter().any(|event| event["data"]["text"] == "Two"));
}

#[test]
fn a_number_from_the_future_is_no_reason_to_hear_nothing() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let newest = desk.newest_change();
    let mut live = Live::connects(&desk.http, &ann, Some(newest + 1_000));
    let told = live.next();
    assert_eq!(told["type"], "resync", "a store that was restored is behind its browsers");
    desk.whatsapp().customer("Joe").writes("One");
    assert!(live.up_to(desk.newest_change()).iter().any(|event| event["data"]["text"] == "One"));
}

#[test]
fn programs_that_ask_get_the_same_events() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let start = desk.newest_change();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("One");
    ann.accepts(c);
    let newest = desk.newest_change();
    let mut live = Live::connects(&desk.http, &ann, Some(start));
    let heard = live.up_to(newest);
    let asked = ann.get(&format!("/events?after={start}&limit=100")).is(200);
    assert_eq!(items(&asked), heard);
    assert_eq!(number(&asked["next_after"]), newest);
    let mut paged = Vec::new();
    let mut after = start;
    while after < newest {
        let page = ann.get(&format!("/events?after={after}&limit=2")).is(200);
        paged.extend(items(&page));
        after = number(&page["next_after"]);
    }
    let last = |events: &[Value]| events.last().cloned();
    assert_eq!(last(&paged), last(&heard), "by pages one gets there, too");
}

#[test]
fn another_sites_page_is_let_in_nowhere() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let (status, body) = Live::is_refused(&desk.http, Some(&ann), Some("https://evil.example"));
    assert_eq!(status, 403);
    assert!(body.contains("foreign_origin"), "{body}");
    let (status, body) = Live::is_refused(&desk.http, None, None);
    assert_eq!(status, 401);
    assert!(body.contains("not_signed_in"), "{body}");
    for (header, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = ann.request("POST", "/tags", Some(&json!({"name": "Evil"})), None);
        desk.http.send(request.header(header, value)).refuses(403, "foreign_origin");
    }
    assert_eq!(items(&ann.get("/tags").is(200)), [Value::Null; 0]);
    let own = ann.request("POST", "/tags", Some(&json!({"name": "Fine"})), None);
    desk.http.send(own.header("origin", &desk.http.base)).is(201);
}

#[test]
fn signing_out_closes_the_live_connections_of_that_session_only() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    let mut live = Live::connects(&desk.http, &ann, None);
    let mut other = Live::connects(&desk.http, &elsewhere, None);
    ann.delete("/session").is(204);
    assert_eq!(live.closes_with(), 4401);
    ann.get("/me").refuses(401, "not_signed_in");
    desk.whatsapp().customer("Joe").writes("One");
    assert!(other.up_to(desk.newest_change()).iter().any(|event| event["data"]["text"] == "One"));
}

#[test]
fn a_stopping_server_says_that_it_comes_back() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let mut live = Live::connects(&desk.http, &ann, None);
    desk.stops();
    assert_eq!(live.closes_with(), 1012);
    desk.starts_again();
    assert!(Live::connects(&desk.http, &ann, Some(live.hello)).hello >= live.hello);
}
