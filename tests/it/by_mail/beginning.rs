//! Agents who write first, with files.

use super::*;
use crate::desk::*;
use serde_json::{Value, json};

const MEGABYTE: usize = 1024 * 1024;

fn mail_to(inbox: &ByMail, to: &str, more: Value) -> Value {
    let mut body = json!({"inbox_id": inbox.inbox, "to": to, "subject": "Your garden"});
    for (key, value) in more.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body
}

#[test]
fn a_conversation_begins_with_a_mail_and_its_files() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let ana = Correspondent::new("Ana Prado");
    let (plan, parts) =
        (b"AC1032 and lines \0\xff".as_slice(), b"part,price\r\n1,2\r\n".as_slice());
    let files = [ann.uploads("plan.dwg", plan), ann.uploads("parts.csv", parts)];
    let ids = files.each_ref().map(|file| file["id"].clone());

    let body = mail_to(&inbox, &ana.address(), json!({"text": "As said.", "attachment_ids": ids}));
    let asks = |body: &Value| ann.asks("POST", "/conversations", Some(body), Some("begin"));
    let begun = asks(&body).is(201);
    assert_eq!(asks(&body).is(201)["id"], begun["id"], "once");
    let mut other = body.clone();
    other["attachment_ids"] = json!([ids[0]]);
    asks(&other).refuses(422, "idempotency_key_reused");
    let id = number(&begun["id"]);
    let entry = ann.timeline(id).into_iter().find(|entry| entry["kind"] == "message");
    assert_eq!(entry.expect("a message")["attachments"], json!(files), "they are its own");
    let seen_by_ben = files[0]["url"].as_str().and_then(|url| url.strip_prefix("/api/v1"));
    assert_eq!(ben.get(seen_by_ben.expect("of the API")).status, 200, "with the conversation");

    let mail = ana.mailbox.has_mails(1).remove(0);
    assert_eq!(header(&mail, "Subject"), "Your garden");
    let read = mail_parser::MessageParser::default().parse(&mail.bytes).expect("a mail");
    assert!(read.body_text(0).is_some_and(|text| text.contains("As said.")), "{}", mail.text());
    let arrived: Vec<_> = read.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(arrived, [plan, parts], "byte for byte, in order");

    // What is used a second time gets a record of its own; files speak for themselves.
    let alone = mail_to(&inbox, &ana.address(), json!({"attachment_ids": [ids[1]]}));
    let second = ann.post("/conversations", alone).is(201);
    assert_eq!(second["preview"]["text"], "parts.csv");
    let entry = ann.timeline(number(&second["id"])).pop().expect("an entry");
    assert_ne!(entry["attachments"][0]["id"], ids[1]);
    let mail = ana.mailbox.has_mails(2).pop().expect("a mail");
    let read = mail_parser::MessageParser::default().parse(&mail.bytes).expect("a mail");
    let arrived: Vec<_> = read.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(arrived, [parts]);

    ana.answers(&inbox, "thanks@customer.test", &mail, "Thank you!");
    until("the answer is in it", || ann.sees(number(&second["id"]))["state"] == "active");
}

#[test]
fn nothing_begins_with_files_that_an_answer_could_not_have() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let may = json!({"options": {"document_mb_max": 1}});
    desk.admin.patch(&format!("/inboxes/{}", inbox.inbox), may).is(200);
    let large = ann.uploads("a.zip", &vec![7; MEGABYTE * 3 / 4])["id"].clone();
    let other = ann.uploads("b.zip", &vec![8; MEGABYTE / 2])["id"].clone();
    let of_ben = ben.uploads("c.zip", b"PK of Ben")["id"].clone();
    let before = items(&ann.get("/contacts").is(200)).len();
    let starts = |ids: Value| {
        let more = json!({"text": "Here", "attachment_ids": ids});
        ann.post("/conversations", mail_to(&inbox, "new@customer.test", more))
    };
    for (ids, words) in [
        (json!([large, other]), "The files have 1.3 MB together; those of a mail may have 1 MB."),
        (json!([of_ben]), &format!("There is no attachment {of_ben}.")),
        (json!([large, large]), "One of the files is there twice."),
        (json!((1..=11).collect::<Vec<_>>()), "10 files are the most at a time."),
    ] {
        let answer = starts(ids);
        assert_eq!(answer.refuses(422, "invalid"), words);
        assert_eq!(answer.json["field"], "attachment_ids");
    }
    let nothing = mail_to(&inbox, "new@customer.test", json!({"attachment_ids": []}));
    let answer = ann.post("/conversations", nothing);
    answer.refuses(422, "invalid");
    assert_eq!(answer.json["field"], "text");
    assert_eq!(items(&ann.get("/contacts").is(200)).len(), before, "nobody was made");
    assert!(inbox.conversations(&desk).is_empty());
    starts(json!([other])).is(201);
}
