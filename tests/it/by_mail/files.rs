//! Files that go with a mail: of any type, limited together.

use super::*;
use crate::desk::*;
use crate::mails::servers::{Flavour, servers};
use deskbell::channels::email::server::Tls;
use serde_json::json;

const MEGABYTE: usize = 1024 * 1024;

/// A file of this many bytes that no program compresses or takes for a text.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..bytes).map(next).collect()
}

#[test]
fn files_of_any_type_go_with_a_mail_and_to_no_chat() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    ann.tries_to_upload("plan.dwg", b"AC1032", None).refuses(422, "invalid");
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let ana = Correspondent::new("Ana Prado");
    ana.writes(&inbox, "files@customer.test", "The plans", "Could I have them?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    ann.accepts(id);

    let plan = noise(6 * MEGABYTE);
    let files = [
        ann.uploads("plan.dwg", &plan),
        ann.uploads("parts.csv", b"part,price\n1,2\n"),
        ann.uploads("page.html", b"<script>alert(1)</script>"),
        ann.uploads("photo.jpg", &[b"\xff\xd8\xff", &plan[..]].concat()),
    ];
    let shown = ["application/acad", "text/csv", "text/html", "image/jpeg"];
    assert_eq!(files.each_ref().map(|file| file["mime"].clone()), shown.map(|mime| json!(mime)));
    let page = files[2]["url"].as_str().and_then(|url| url.strip_prefix("/api/v1"));
    let page = ann.get(page.expect("of the API"));
    assert!(page.header("content-disposition").starts_with("attachment;"));

    let ids = files.each_ref().map(|file| file["id"].clone());
    ann.tries_to_send(id, json!({"text": "Here they are.", "attachment_ids": ids})).is(201);
    let mail = ana.mailbox.has_mails(1).remove(0);
    let read = mail_parser::MessageParser::default().parse(&mail.bytes).expect("a mail");
    let arrived: Vec<_> = read.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(arrived.len(), 4);
    assert!(arrived[0] == plan, "byte for byte");

    let large = ann.uploads("a.zip", &noise(13 * MEGABYTE));
    let other = ann.uploads("b.zip", &noise(13 * MEGABYTE - 1));
    let both = json!({"text": "Both", "attachment_ids": [large["id"], other["id"]]});
    let answer = ann.tries_to_send(id, both);
    let sentence = answer.refuses(422, "invalid");
    assert_eq!(sentence, "The files have 26.0 MB together; those of a mail may have 25 MB.");
    assert_eq!(answer.json["field"], "attachment_ids");

    let whatsapp = desk.whatsapp();
    let chat = whatsapp.customer("Joe").writes("And I?");
    ann.accepts(chat);
    for (file, words) in [(&files[0], "can't be sent"), (&files[3], "a picture may have 5 MB")] {
        let body = json!({"text": "", "attachment_ids": [file["id"]]});
        let sentence = ann.tries_to_send(chat, body).refuses(422, "invalid").to_owned();
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn what_the_mail_server_does_not_take_is_refused_before_it_is_sent() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    let narrow = servers().smtp(Tls::None, Flavour::Narrow);
    let smtp = server(&narrow, narrow.port, &mailbox);
    let inbox = ByMail::with(&desk, mailbox, &Ways::usual(), &json!({"smtp": smtp}));
    let ana = Correspondent::new("Ana Prado");
    ana.writes(&inbox, "narrow@customer.test", "The plans", "Could I have them?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    desk.admin.replies(id, "A moment, please.");
    ana.mailbox.has_mails(1);

    let file = desk.admin.uploads("a.bin", &noise(80_000));
    let body = json!({"text": "Here", "attachment_ids": [file["id"]]});
    let answer = desk.admin.tries_to_send(id, body);
    let sentence = answer.refuses(422, "invalid");
    assert!(sentence.starts_with("The mail server takes "), "{sentence}");
    let mut begins = json!({"inbox_id": inbox.inbox, "to": "new@customer.test"});
    begins["attachment_ids"] = json!([file["id"]]);
    let answer = desk.admin.post("/conversations", begins);
    assert_eq!(answer.refuses(422, "invalid"), sentence);
    assert_eq!(inbox.conversations(&desk).len(), 1, "nothing has begun");
    assert_eq!(inbox.state(&desk)["sending"]["bytes_max"], 100 * 1024);
    desk.admin.sends_file(id, "Smaller", &desk.admin.uploads("b.bin", &noise(60_000)));
    ana.mailbox.has_mails(2);
}
