//! What one is told reaches him also if he was not there: it is kept, bounded, and his alone.

use crate::desk::*;
use deskbell::domain::notice::NOTICES_MAX;
use serde_json::{Value, json};

fn notices(agent: &Agent) -> Value {
    agent.get("/me/notices?limit=100").is(200)
}

fn kinds(agent: &Agent) -> Vec<String> {
    let all = items(&notices(agent)).into_iter();
    all.map(|notice| notice["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

fn unseen(agent: &Agent) -> u64 {
    number(&notices(agent)["unseen"])
}

fn mentions(by: &Agent, conversation: u64, of: &Agent) -> Value {
    let body = json!({"text": format!("@{} look", of.name), "mentions": [of.id]});
    by.post(&format!("/conversations/{conversation}/notes"), body).is(201)
}

#[test]
fn who_was_mentioned_while_signed_out_is_told_at_sign_in() {
    let mut desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    ben.delete("/session").is(204);
    ben.closes_the_browser();
    let note = mentions(&ann, c, &ben);
    desk.restarts();
    ben.signs_in_again();
    let told = notices(&ben);
    assert_eq!((&told["unseen"], &told["next_cursor"]), (&json!(1), &Value::Null));
    let told = &told["items"][0];
    assert_eq!((&told["kind"], &told["is_seen"]), (&json!("mentioned"), &json!(false)));
    assert_eq!((&told["conversation_id"], &told["contact_name"]), (&json!(c), &json!("Joe")));
    assert_eq!((&told["entry"], &told["at"]), (&note, &note["at"]));
    assert_eq!(kinds(&ann), [""; 0], "nobody is told what he did himself");
    assert_eq!(kinds(&desk.admin), [""; 0]);
}

#[test]
fn what_was_given_or_handed_on_or_is_due_again_is_told_with_its_words() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    ann.accepts(c);
    assert_eq!(kinds(&ann), [""; 0]);
    ann.transfers_to(c, &ben);
    assert_eq!(items(&notices(&ben))[0]["entry"]["activity"]["note"], "yours");
    ben.snoozes(c, desk.now().plus_ms(3_600_000));
    desk.waits(hours(2));
    ann.signs_in_again();
    ben.signs_in_again();
    let d = whatsapp.customer("Kim").writes("Hello");
    let assigned = json!({"agent": ben.id});
    desk.admin.post(&format!("/conversations/{d}/assignment"), assigned).is(201);
    let queue = json!({"name": "Sales", "strategy": "least_busy"});
    let sales = number(&desk.admin.post("/queues", queue).is(201)["id"]);
    desk.admin.patch(&format!("/agents/{}", ben.id), json!({"queue_ids": [1, sales]})).is(200);
    let e = whatsapp.customer("Lu").writes("Hello");
    desk.admin.accepts(e);
    desk.admin.transfers_to_queue(e, sales);
    assert_eq!(kinds(&ben), ["assigned", "assigned", "woken", "transferred"]);
    let reason = items(&notices(&ben))[0]["entry"]["activity"]["reason"].clone();
    assert_eq!(reason, "least_busy");
    assert_eq!(kinds(&ann), [""; 0]);
}

#[test]
fn reading_a_conversation_or_the_list_is_seeing_what_it_tells() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let (c, d) = (whatsapp.customer("Joe").writes("One"), whatsapp.customer("Kim").writes("Two"));
    mentions(&ann, c, &ben);
    let last = mentions(&ann, c, &ben)["seq"].clone();
    mentions(&ann, d, &ben);
    assert_eq!(unseen(&ben), 3);
    let read = |seq: Value| {
        ben.put(&format!("/conversations/{c}/read-mark"), json!({"seq": seq})).is(204);
    };
    read(json!(0));
    assert_eq!(unseen(&ben), 3, "what is made unread is not seen by that");
    read(json!(number(&last) - 1));
    assert_eq!(unseen(&ben), 2, "he has not come to the second one");
    read(last);
    assert_eq!(unseen(&ben), 1);
    mentions(&ann, c, &ben);
    ben.put("/me/notices/seen", json!({"up_to": 3})).is(204);
    let seen: Vec<Value> = items(&notices(&ben)).iter().map(|n| n["is_seen"].clone()).collect();
    assert_eq!(seen, [false, true, true, true]);
    ben.accepts(c);
    ben.replies(c, "I am here");
    assert_eq!(unseen(&ben), 0, "who answers has read it");
    let (e, f) = (mentions(&ann, c, &ben), mentions(&ann, d, &ben));
    assert_eq!(unseen(&ben), 2, "{e} {f}");
    ben.put("/me/notices/seen", json!({"up_to": 9, "conversation_id": c})).is(204);
    assert_eq!(unseen(&ben), 1, "only what is told of that one");
    ben.put("/me/notices/seen", json!({})).refuses(400, "unreadable");
}

#[test]
fn his_own_browsers_hear_of_it_and_no_others() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    let (mut of_ben, mut of_ann) =
        (Live::connects(&desk.http, &ben, None), Live::connects(&desk.http, &ann, None));
    let note = mentions(&ann, c, &ben);
    let told = of_ben.hears(|event| event["type"] == "notice_changed");
    assert_eq!(told["data"], items(&notices(&ben))[0]);
    assert_eq!(told["data"]["entry"]["id"], note["id"]);
    mentions(&ann, c, &ben);
    ben.put("/me/notices/seen", json!({"up_to": told["data"]["id"]})).is(204);
    let seen = of_ben.hears(|event| event["type"] == "notices_seen");
    assert_eq!(seen["data"], json!({"unseen_ids": [2]}));
    ben.put("/me/notices/seen", json!({"up_to": 1})).is(204);
    // Something that she hears of too ends what she has not heard.
    ann.notes(c, "That is all");
    let heard = of_ann.up_to(desk.newest_change());
    let is_a_notice =
        |event: &&Value| event["type"].as_str().unwrap_or_default().contains("notice");
    assert_eq!(heard.iter().filter(is_a_notice).count(), 0, "{heard:?}");
    let after = told["seq"].as_u64().unwrap_or_default() - 1;
    let asked = items(&ben.get(&format!("/events?after={after}&limit=100")).is(200));
    assert_eq!(
        asked.iter().filter(is_a_notice).count(),
        3,
        "two notices, one word that one is seen"
    );
}

#[test]
fn the_newest_are_kept_page_by_page_and_the_oldest_go() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    for _ in 0..NOTICES_MAX + 5 {
        mentions(&ann, c, &ben);
    }
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ben.get(&format!("/me/notices?limit=90{cursor}")).is(200);
        assert_eq!(page["unseen"], NOTICES_MAX, "what is gone is not counted");
        ids.extend(items(&page).iter().map(|notice| number(&notice["id"])));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(ids, (6..=NOTICES_MAX + 5).rev().collect::<Vec<_>>());
    ben.get("/me/notices?cursor=x").refuses(422, "invalid");
}

#[test]
fn what_one_may_not_see_any_more_is_told_no_more() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    mentions(&ann, c, &ben);
    ann.accepts(c);
    ann.transfers_to_queue(c, sales);
    let told = notices(&ben);
    assert_eq!((&told["items"], &told["unseen"]), (&json!([]), &json!(0)));
    desk.admin.accepts(c);
    desk.admin.transfers_to_queue(c, 1);
    assert_eq!(kinds(&ben), ["mentioned"], "it is back, and so is the word about it");
}
