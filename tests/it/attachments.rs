//! Files that agents send: uploaded, sent, seen by who may see them, removed when nothing uses them.

use crate::desk::*;
use deskbell::actions::{attachments, upkeep};
use serde_json::{Value, json};
use std::path::Path;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";
const PDF: &[u8] = b"%PDF-1.7 the rest of a document";

fn get(agent: &Agent, attachment: &Value) -> Answer {
    let url = attachment["url"].as_str().expect("an address");
    agent.get(url.strip_prefix("/api/v1").expect("of the API"))
}

/// How many files are on the disk.
fn files(directory: &Path) -> usize {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|e| if e.path().is_dir() { files(&e.path()) } else { 1 }).sum()
}

fn kinds(customer: &Customer<'_>) -> Vec<(String, String)> {
    let from_business = customer.phone().into_iter().filter(|m| m["from"] == "business");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let text = |m: &Value| {
        word(if m["type"] == "text" { &m["content"]["body"] } else { &m["content"]["caption"] })
    };
    from_business.map(|m| (word(&m["type"]), text(&m))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_file_is_kept_by_its_content_and_shown_safely() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let pdf = ann.uploads("../Bill & co é.pdf", PDF);
    assert_eq!(pdf["name"], "Bill & co é.pdf");
    assert_eq!((&pdf["mime"], &pdf["size"]), (&json!("application/pdf"), &json!(PDF.len())));
    let answer = get(&ann, &pdf);
    assert_eq!((answer.status, answer.text.as_bytes()), (200, PDF));
    assert_eq!(answer.header("content-type"), "application/pdf");
    let disposition = "attachment; filename*=UTF-8''Bill%20%26%20co%20%C3%A9.pdf";
    assert_eq!(answer.header("content-disposition"), disposition);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    let png = ann.uploads("a.png", PNG);
    assert!(get(&ann, &png).header("content-disposition").starts_with("inline;"));
    get(&ben, &png).refuses(404, "not_found");
    assert_eq!(
        get(&ann, &json!({"url": format!("/api/v1/attachments/{}/x", png["id"])})).status,
        200
    );
    ben.uploads("same.png", PNG);
    assert_eq!(files(&desk.data().join("files")), 2, "the same content is kept once");
    let first = ann.tries_to_upload("a.png", PNG, Some("key")).is(201);
    assert_eq!(ann.tries_to_upload("a.png", PNG, Some("key")).is(201), first);
    ann.tries_to_upload("a.pdf", PDF, Some("key")).refuses(422, "idempotency_key_reused");
}

#[test]
fn a_form_is_taken_as_well() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let mut form = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
        content-type: application/pdf\r\n\r\n"
        .to_vec();
    form.extend_from_slice(PDF);
    form.extend_from_slice(b"\r\n--x--\r\n");
    let request = ann.request("POST", "/attachments", None, None).body(form);
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    let made = ann.sends(request).is(201);
    assert_eq!((&made["name"], &made["size"]), (&json!("a.pdf"), &json!(PDF.len())));
}

#[test]
fn what_cannot_go_out_is_refused_by_a_sentence() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let large = |bytes: &[u8], megabytes: usize| {
        let mut bytes = bytes.to_vec();
        bytes.resize(megabytes * 1024 * 1024 + 1, 0);
        bytes
    };
    let film = b"\0\0\0\x18ftypmp42";
    for (name, bytes, words) in [
        ("a.exe", b"MZ".to_vec(), "can't be sent"),
        ("a.png", PDF.to_vec(), "not what its name says"),
        ("a.png", Vec::new(), "is empty"),
        ("a.png", large(PNG, 5), "a picture may have 5 MB"),
        ("a.pdf", large(PDF, 10), "a document may have 10 MB"),
        ("a.mp4", large(film, 16), "a video may have 16 MB"),
    ] {
        let answer = ann.tries_to_upload(name, &bytes, None);
        let sentence = answer.refuses(422, "invalid");
        assert!(sentence.contains(words), "{sentence}");
        assert_eq!(answer.json["field"], "file");
    }
    ann.tries_to_upload("a.mp4", &large(film, 17), None).refuses(413, "too_large");
    let much = "x".repeat(1024 * 1024 + 1);
    ann.post("/tags", json!({"name": much})).refuses(413, "too_large");
    assert_eq!(files(&desk.data().join("files")), 0);
    ann.uploads("a.png", &large(PNG, 4));
}

#[test]
fn files_go_out_each_as_a_message_of_its_own() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("May I see it?");
    ann.accepts(c);
    let (png, pdf) = (ann.uploads("a.png", PNG), ann.uploads("a.pdf", PDF));
    let body = json!({"text": "Here you are.", "attachment_ids": [png["id"], pdf["id"]]});
    let entry = ann.tries_to_send(c, body).is(201);
    assert_eq!(entry["attachments"], json!([png, pdf]));
    until("all of it is there", || ann.entry(c, &entry["id"])["delivery"]["status"] == "delivered");
    assert_eq!(kinds(&joe), pairs(&[("image", "Here you are."), ("document", "")]));
    let shown = joe.phone();
    let document = &shown[2]["content"];
    assert_eq!(document["filename"], "a.pdf");
    let id = document["id"].as_str().expect("an id");
    let file = whatsapp.controls("GET", &format!("/media/{id}"), Value::Null);
    assert_eq!(file.text.as_bytes(), PDF, "byte for byte");
    joe.reads();
    until("all of it is read", || ann.entry(c, &entry["id"])["delivery"]["status"] == "read");
    let alone = ann.tries_to_send(c, json!({"text": "", "attachment_ids": [pdf["id"]]})).is(201);
    assert_ne!(alone["attachments"][0]["id"], pdf["id"], "each message has a record of its own");
    assert_eq!(ann.sees(c)["preview"]["text"], "a.pdf");
    until("the third is there", || kinds(&joe).len() == 3);
    let long = "x".repeat(1025);
    ann.tries_to_send(c, json!({"text": long, "attachment_ids": [png["id"]]})).is(201);
    until("the text goes before", || kinds(&joe).len() == 5);
    assert_eq!(kinds(&joe)[3..], pairs(&[("text", &long), ("image", "")]));
}

#[test]
fn a_message_with_files_is_refused_like_any_other_and_in_its_own_ways() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    ann.accepts(c);
    let png = ann.uploads("a.png", PNG);
    let of_ben = ben.uploads("b.pdf", PDF);
    let gif = ann.uploads("a.gif", b"GIF89a");
    for (ids, words) in [
        (json!([999]), "no attachment"),
        (json!([of_ben["id"]]), "no attachment"),
        (json!([png["id"], png["id"]]), "twice"),
        (json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), "10 files"),
        (json!([gif["id"]]), "WhatsApp takes no GIF"),
    ] {
        let answer = ann.tries_to_send(c, json!({"text": "", "attachment_ids": ids}));
        let sentence = answer.refuses(422, "invalid");
        assert!(sentence.contains(words), "{sentence}");
    }
    ann.tries_to_send(c, json!({"text": "", "attachment_ids": []})).refuses(422, "invalid");
    assert_eq!(whatsapp.requests().len(), 0);
}

#[test]
fn a_document_may_be_as_large_as_its_inbox_says() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("May I see the whole catalogue?");
    ann.accepts(c);
    let sized = |bytes: &[u8], megabytes: usize, more: usize| {
        let mut bytes = bytes.to_vec();
        bytes.resize(megabytes * 1024 * 1024 + more, 0);
        bytes
    };
    let says = |megabytes: Value| {
        let options = json!({"options": {"document_mb_max": megabytes}});
        desk.admin.patch("/inboxes/1", options).is(200);
    };
    let refuses = |answer: Answer, field: &str, words: &str| {
        assert_eq!(answer.json["field"], field, "{}", answer.text);
        let sentence = answer.refuses(422, "invalid");
        assert!(sentence.contains(words), "{sentence}");
    };
    let catalogue = sized(PDF, 18, 0);
    ann.tries_to_upload("a.pdf", &catalogue, None).refuses(413, "too_large");
    says(json!(20));
    let pdf = ann.uploads("catalogue.pdf", &catalogue);
    let uploads = |name: &str, bytes: &[u8]| ann.tries_to_upload(name, bytes, None);
    refuses(uploads("a.pdf", &sized(PDF, 20, 1)), "file", "a document may have 20 MB");
    refuses(uploads("a.png", &sized(PNG, 5, 1)), "file", "a picture may have 5 MB");
    let sends = || ann.tries_to_send(c, json!({"text": "", "attachment_ids": [pdf["id"]]}));
    says(json!(11));
    refuses(sends(), "attachment_ids", "“catalogue.pdf” has 18.0 MB; a document may have 11 MB");
    says(Value::Null);
    refuses(sends(), "attachment_ids", "a document may have 10 MB");
    assert!(kinds(&joe).is_empty());
    says(json!(18));
    sends().is(201);
    until("it is on the phone", || kinds(&joe) == pairs(&[("document", "")]));
}

#[test]
fn a_piece_that_went_out_is_not_sent_again_when_a_later_one_is_tried_again() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("May I see it?");
    ann.accepts(c);
    let (png, pdf) = (ann.uploads("a.png", PNG), ann.uploads("a.pdf", PDF));
    whatsapp.breaks(json!([{"kind": "slow_answer", "count": 1, "milliseconds": 3000}]));
    let body = json!({"text": "Look", "attachment_ids": [png["id"], pdf["id"]]});
    let entry = ann.tries_to_send(c, body).is(201);
    until("the first piece is there", || kinds(&joe).len() == 1);
    whatsapp.breaks(json!([{"kind": "server_error", "count": 1}]));
    until("the second one failed once", || {
        whatsapp.requests().iter().any(|request| request["status"] == 500)
    });
    assert_eq!(ann.entry(c, &entry["id"])["delivery"]["status"], "queued", "not all of it is out");
    eventually("the second one is tried again", || {
        desk.moves_the_clock(seconds(10));
        (kinds(&joe).len() >= 2).then_some(())
    });
    until("all is delivered", || ann.entry(c, &entry["id"])["delivery"]["status"] == "delivered");
    assert_eq!(kinds(&joe), pairs(&[("image", "Look"), ("document", "")]));
}

#[test]
fn when_the_fate_of_a_piece_is_unknown_the_next_ones_stay_here() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("May I see it?");
    ann.accepts(c);
    let (png, pdf) = (ann.uploads("a.png", PNG), ann.uploads("a.pdf", PDF));
    whatsapp.breaks(json!([{"kind": "html_page", "count": 1}]));
    let body = json!({"text": "Look", "attachment_ids": [png["id"], pdf["id"]]});
    let entry = ann.tries_to_send(c, body).is(201);
    let delivery = || ann.entry(c, &entry["id"])["delivery"].clone();
    until("it failed", || delivery()["status"] == "failed");
    let reason = delivery()["reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason.starts_with("Part 2 of 2: It was not sent"), "{reason}");
    let next = ann.replies(c, "Did you get it?");
    until("the next message goes out", || {
        ann.entry(c, &next["id"])["delivery"]["status"] == "delivered"
    });
    assert_eq!(kinds(&joe), pairs(&[("text", "Did you get it?")]));
}

#[test]
fn who_sees_the_message_sees_its_file_and_nobody_else() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let sam = desk.agent_in("Sam", "agent", &[sales]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    ann.accepts(c);
    let pdf = ann.uploads("a.pdf", PDF);
    let sent = ann.tries_to_send(c, json!({"text": "", "attachment_ids": [pdf["id"]]})).is(201);
    let sent = &sent["attachments"][0];
    assert_eq!(get(&ben, sent).status, 200);
    get(&sam, sent).refuses(404, "not_found");
    let shared = json!({
        "shortcut": "terms", "title": "Terms", "text": "Our terms", "personal": false,
        "attachment_ids": [desk.admin.uploads("terms.pdf", PDF)["id"]],
    });
    let shared = desk.admin.post("/canned-messages", shared).is(201);
    let terms = &shared["attachments"][0];
    assert_eq!(get(&sam, terms).status, 200, "everybody may use it");
    let sent = ann.tries_to_send(c, json!({"text": "", "attachment_ids": [terms["id"]]})).is(201);
    get(&sam, &sent["attachments"][0]).refuses(404, "not_found");
    let personal =
        desk.admin.patch(&format!("/canned-messages/{}", shared["id"]), json!({"personal": true}));
    assert_eq!(personal.is(200)["attachments"][0], *terms);
    get(&sam, terms).refuses(404, "not_found");
}

#[test]
fn what_nothing_uses_is_removed_after_a_day_and_what_is_used_stays() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    ann.accepts(c);
    let (unused, sent) = (ann.uploads("a.png", PNG), ann.uploads("a.pdf", PDF));
    let twin = ann.uploads("twin.pdf", PDF);
    let entry = ann.tries_to_send(c, json!({"text": "", "attachment_ids": [sent["id"]]})).is(201);
    let prune = || desk.http.runtime.block_on(upkeep::prune(desk.app())).expect("pruned");
    desk.moves_the_clock(hours(23));
    prune();
    ann.signs_in_again();
    assert_eq!(get(&ann, &unused).status, 200, "not yet");
    desk.moves_the_clock(hours(2));
    prune();
    get(&ann, &unused).refuses(404, "not_found");
    get(&ann, &twin).refuses(404, "not_found");
    assert_eq!(get(&ann, &entry["attachments"][0]).status, 200, "the same file, still used");
    assert_eq!(files(&desk.data().join("files")), 1);
    prune();
    let again = ann.uploads("a.png", PNG);
    assert_eq!(get(&ann, &again).status, 200);
}

#[test]
fn a_file_that_a_crash_left_unnamed_goes_after_a_day_and_one_that_is_named_stays() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    ann.accepts(c);
    let pdf = ann.uploads("a.pdf", PDF);
    let sent = ann.tries_to_send(c, json!({"text": "", "attachment_ids": [pdf["id"]]})).is(201);
    desk.app().files.keep(b"written, and then the power went").expect("kept");
    desk.app().files.keep(PNG).expect("kept, and uploaded again later");
    let on_disk = || files(&desk.data().join("files"));
    let tidies = || {
        let tidying = attachments::remove_unnamed(desk.app());
        desk.http.runtime.block_on(tidying).expect("tidied")
    };
    desk.moves_the_clock(hours(23));
    assert_eq!((tidies(), on_disk()), (0, 3), "not yet: it may be under way");
    desk.moves_the_clock(hours(2));
    ann.signs_in_again();
    let png = ann.uploads("a.png", PNG);
    assert_eq!((tidies(), on_disk()), (1, 2));
    assert_eq!(get(&ann, &png).status, 200, "the old file has a name by now");
    assert_eq!(get(&ann, &sent["attachments"][0]).status, 200);
    assert_eq!(tidies(), 0);
}
