//! What Meta delivers: proven, stored before the answer, taken once, never dropped in silence.

use crate::desk::*;
use serde_json::{Value, json};

fn unreadable(desk: &Desk) -> Vec<Value> {
    items(&desk.admin.get("/deliveries/unreadable?limit=100").is(200))
}

fn hello(id: &str, from: &str) -> Value {
    envelope(json!({"messages": [text(id, from, "Hello", 1_750_000_000)]}))
}

#[test]
fn what_no_app_of_ours_has_signed_is_refused_and_nothing_is_stored() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let body = hello("wamid.FORGED", "16505550001").to_string().into_bytes();
    let right = sign(APP_SECRET, &body);
    let wrong = [
        None,
        Some(String::new()),
        Some("sha256=".to_owned()),
        Some(right.to_uppercase()),
        Some(right.replace("sha256=", "sha1=")),
        Some(sign("another app's secret", &body)),
        Some(sign("", &body)),
        Some(sign(APP_SECRET, b"another body")),
    ];
    for signature in wrong {
        let answer = whatsapp.delivers_signed(body.clone(), signature.as_deref());
        answer.refuses(401, "wrong_signature");
    }
    assert_eq!(desk.admin.lists_ids(""), [0; 0]);
    assert_eq!(unreadable(&desk), [Value::Null; 0]);
    let stored = desk.app().store.view().expect("a view");
    let first = stored.delivery(deskbell::domain::DeliveryId(1)).expect("a look");
    assert!(first.is_none(), "a forged body is not even kept");
    drop(stored);
    whatsapp.delivers_signed(body, Some(&right)).is(200);
    whatsapp.conversation_with("wamid.FORGED");
}

#[test]
fn one_apps_secret_does_not_speak_for_another_apps_number() {
    let desk = Desk::open();
    let mut other = whatsapp_inbox("Other", "777");
    other["whatsapp"]["app_secret"] = json!("the other app's secret");
    desk.admin.post("/inboxes", other).is(201);
    let whatsapp = desk.whatsapp();
    let body = hello("wamid.CROSS", "16505550001").to_string().into_bytes();
    let signature = sign("the other app's secret", &body);
    whatsapp.delivers_signed(body, Some(&signature)).is(200);
    whatsapp.is_read_in();
    assert_eq!(desk.admin.lists_ids(""), [0; 0]);
    assert_eq!(unreadable(&desk).len(), 1, "it is listed, not lost");
}

#[test]
fn a_message_delivered_again_and_again_is_there_once() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let body = hello("wamid.TWICE", "16505550001");
    for _ in 0..3 {
        whatsapp.delivers(&body).is(200);
    }
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| whatsapp.delivers(&body).is(200));
        }
    });
    let c = whatsapp.conversation_with("wamid.TWICE");
    whatsapp.is_read_in();
    desk.admin.resolves(c, "done");
    whatsapp.delivers(&body).is(200);
    whatsapp.is_read_in();
    assert_eq!(desk.admin.lists_ids(""), [c], "an old one opens no new conversation");
    assert_eq!(desk.admin.reads(c).len(), 3);
}

#[test]
fn everything_in_a_batch_is_taken() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let one =
        |n: u32| text(&format!("wamid.B{n}"), &format!("1650555{n:04}"), "Hello", 1_750_000_000);
    let mut body = envelope(json!({"messages": [one(1), one(2)]}));
    let second =
        envelope(json!({"messages": [one(3)], "statuses": [status("wamid.X", "sent", 1, None)]}));
    let third = envelope(json!({"messages": [one(4), "junk", one(5)]}));
    let change = third["entry"][0]["changes"][0].clone();
    body["entry"].as_array_mut().expect("a list").push(second["entry"][0].clone());
    body["entry"][0]["changes"].as_array_mut().expect("a list").push(change);
    whatsapp.delivers(&body).is(200);
    for n in 1..=5 {
        whatsapp.conversation_with(&format!("wamid.B{n}"));
    }
    whatsapp.is_read_in();
    assert_eq!(desk.admin.lists_ids("").len(), 5);
    assert_eq!(unreadable(&desk).len(), 1, "the junk between them is listed");
}

#[test]
fn a_thousand_messages_in_one_body_are_taken_in_their_order() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let messages: Vec<Value> = (0..1_000)
        .map(|n| text(&format!("wamid.K{n}"), "16505550001", &format!("{n}"), 1_750_000_000 + n))
        .collect();
    whatsapp.delivers(&envelope(json!({"messages": messages}))).is(200);
    let c = whatsapp.conversation_with("wamid.K999");
    whatsapp.is_read_in();
    let shown: Vec<String> = desk
        .admin
        .timeline(c)
        .iter()
        .map(|entry| entry["text"].as_str().expect("a text").to_owned())
        .collect();
    let expected: Vec<String> = (900..1_000).map(|n| n.to_string()).collect();
    assert_eq!(shown, expected);
    assert_eq!(desk.admin.sees(c)["unread"], 1_000);
}

#[test]
fn reactions_stand_at_their_message_and_can_be_taken_back() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let entry = ann.replies(c, "On its way.");
    joe.receives("On its way.");
    let target = joe.phone()[1]["id"].clone();
    let react = |emoji: Value| {
        joe.sends_raw(
            json!({"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}),
        )
    };
    let emojis = || {
        let reactions = ann.entry(c, &entry["id"])["reactions"].clone();
        let list = reactions.as_array().expect("a list").iter();
        list.map(|reaction| reaction["emoji"].clone()).collect::<Vec<_>>()
    };
    react(json!("👍"));
    until("the thumb shows", || emojis() == ["👍"]);
    react(json!("😮"));
    until("a new one takes its place", || emojis() == ["😮"]);
    react(json!(""));
    until("it is taken back", || emojis().is_empty());
    assert_eq!(ann.sees(c)["state"], "pending", "a reaction is no message");
    assert_eq!(ann.reads(c).len(), 4);
    joe.sends_raw(
        json!({"type": "reaction", "reaction": {"message_id": "wamid.GONE", "emoji": "👍"}}),
    );
    until("one to something unknown leaves a line", || {
        ann.reads(c).last().map(String::as_str) == Some("Joe elsewhere")
    });
}

#[test]
fn kinds_that_are_not_known_are_shown_as_placeholders() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let kinds = ["sticker", "poll", "hologram", "unsupported", "order", "contacts"];
    for kind in kinds {
        let id = joe.sends_raw(json!({"type": kind, kind: {"something": "new"}}));
        let c = whatsapp.conversation_with(&id);
        let entry = desk.admin.timeline(c).pop().expect("an entry");
        assert_eq!(entry["content"]["type"], kind);
        assert_eq!(entry["content"]["supported"], false);
    }
    let conversations = desk.admin.lists("");
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0]["preview"]["kind"], "contacts");
    assert_eq!(unreadable(&desk), [Value::Null; 0]);
}

#[test]
fn what_cannot_be_used_is_answered_with_200_and_listed() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let mut foreign = hello("wamid.F", "16505550001");
    foreign["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("999");
    let mut large = b"{\"object\": \"".to_vec();
    large.resize(3_000_000, b'x');
    let bodies: Vec<Vec<u8>> = vec![
        foreign.to_string().into_bytes(),
        b"{\"object\":\"whatsapp_business_account\",".to_vec(),
        b"\xff\xfe no text at all".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        Vec::new(),
        json!({"object": "page", "entry": []}).to_string().into_bytes(),
        large,
    ];
    for body in &bodies {
        whatsapp.delivers_bytes(body.clone()).is(200);
    }
    whatsapp.is_read_in();
    let listed = unreadable(&desk);
    assert_eq!(listed.len(), bodies.len());
    for (delivery, body) in listed.iter().rev().zip(&bodies) {
        assert_eq!(delivery["size"], body.len());
        let shown = delivery["body"].as_str().expect("the body");
        assert!(String::from_utf8_lossy(body).starts_with(shown), "as it came");
        let reason = delivery["reason"].as_str().expect("a reason");
        assert!(reason.len() > 10 && reason.ends_with('.'), "{reason}");
    }
    let first = items(&desk.admin.get("/deliveries/unreadable?limit=3").is(200));
    assert_eq!(first, listed[..3], "the newest come first, a page at a time");
    whatsapp.customer("Joe").writes("And life goes on.");
}

#[test]
fn a_body_that_is_too_large_is_refused_as_such() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let body = vec![b' '; 4 * 1024 * 1024 + 1];
    whatsapp.delivers_bytes(body).refuses(413, "too_large");
    assert_eq!(unreadable(&desk), [Value::Null; 0]);
}

#[test]
fn meta_gets_its_challenge_back_only_for_our_token() {
    let desk = Desk::open();
    let ask = |mode: &str, token: &str| {
        let parameters =
            [("hub.mode", mode), ("hub.challenge", "1158201444"), ("hub.verify_token", token)];
        let path = format!("/hooks/whatsapp?{}", query(&parameters));
        desk.http.send(desk.http.request("GET", &path))
    };
    let answer = ask("subscribe", VERIFY_TOKEN);
    assert_eq!((answer.status, answer.text.as_str()), (200, "1158201444"));
    assert!(answer.header("content-type").starts_with("text/plain"));
    ask("subscribe", "wrong").refuses(403, "wrong_verify_token");
    ask("subscribe", "").refuses(403, "wrong_verify_token");
    ask("unsubscribe", VERIFY_TOKEN).refuses(403, "wrong_verify_token");
    let bare = desk.http.send(desk.http.request("GET", "/hooks/whatsapp"));
    bare.refuses(403, "wrong_verify_token");
}

#[test]
fn when_too_much_waits_to_be_written_meta_is_asked_to_try_again() {
    let desk = Desk::open();
    let store = &desk.app().store;
    let (let_go, held) = std::sync::mpsc::channel::<()>();
    let (began, has_begun) = std::sync::mpsc::channel();
    let runtime = desk.http.runtime.clone();
    let holding = store.clone();
    let holder = runtime.spawn(async move {
        let result: Result<(), deskbell::store::Error> = holding
            .write(move |_| {
                let _ = began.send(());
                // The writer waits here, and everybody behind it, until the test lets go.
                let _ = held.recv();
                Ok(())
            })
            .await;
        result
    });
    has_begun.recv().expect("the writer is held");
    let mut waiting = Vec::new();
    while store.is_writable() {
        let filling = store.clone();
        waiting.push(
            runtime.spawn(
                async move { filling.write(|_| Ok::<(), deskbell::store::Error>(())).await },
            ),
        );
        std::thread::yield_now();
    }
    let whatsapp = desk.whatsapp();
    let body = hello("wamid.BUSY", "16505550001");
    let refused = whatsapp.delivers(&body);
    refused.refuses(503, "busy");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    let ready = desk.http.send(desk.http.request("GET", "/readyz"));
    ready.refuses(503, "unavailable");
    assert_eq!(desk.http.send(desk.http.request("GET", "/healthz")).status, 200);
    desk.admin.get("/conversations").is(200);
    let_go.send(()).expect("the writer listens");
    runtime.block_on(holder).expect("it ends").expect("it is written");
    until("it takes changes again", || whatsapp.delivers(&body).status == 200);
    whatsapp.conversation_with("wamid.BUSY");
    assert_eq!(desk.admin.lists_ids("").len(), 1);
}

#[test]
fn an_edit_or_a_deletion_begins_no_conversation_and_is_nobodys_turn() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    for kind in ["edit", "revoke"] {
        joe.sends_raw(json!({"type": "unsupported", "unsupported": {"type": kind}}));
    }
    until("both left a line", || {
        let lines = desk.admin.reads(c);
        lines.iter().filter(|line| line.contains("elsewhere")).count() == 2
    });
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    assert_eq!(desk.admin.lists("").len(), 1);
}
