//! Files that go with a mail: of any type, limited together.

use super::*;
use crate::desk::*;
use crate::mails::servers::{Flavour, servers};
use deskbell::channels::email::server::Tls;
use deskbell::domain::OutboxId;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

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
    // Whom it is no business of learns nothing of the mailbox and its files.
    colleague(&desk, "Eve", 3).tries_to_send(id, body.clone()).refuses(404, "not_found");
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

/// The file of this length, wherever it lies.
fn of_length(directory: &Path, bytes: u64) -> Option<PathBuf> {
    // What goes while it is looked at is none of it.
    fs::read_dir(directory).ok()?.find_map(|found| {
        let found = found.ok()?;
        let about = found.metadata().ok()?;
        match about.is_dir() {
            true => of_length(&found.path(), bytes),
            false => (about.len() == bytes).then(|| found.path()),
        }
    })
}

#[test]
fn a_file_that_was_cut_on_the_disk_goes_out_in_no_mail() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let ana = Correspondent::new("Ana Prado");
    ana.writes(&inbox, "cut@customer.test", "The plans", "Could I have them?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    let file = desk.admin.uploads("a.bin", &noise(77_777));
    let lies = of_length(desk.data(), 77_777).expect("the file");
    let opened = fs::OpenOptions::new().write(true).open(lies).expect("it opens");
    opened.set_len(70_000).expect("it is cut");
    let body = json!({"text": "Here", "attachment_ids": [file["id"]]});
    let sent = desk.admin.tries_to_send(id, body).is(201);
    until("it fails", || desk.admin.entry(id, &sent["id"])["delivery"]["status"] == "failed");
    let why = desk.admin.entry(id, &sent["id"])["delivery"]["reason"].to_string();
    assert!(why.contains("no longer there"), "{why}");
    assert!(ana.mailbox.mails().is_empty());

    // One that the disk does not give now may be given later: it is tried as a mail is.
    let file = desk.admin.uploads("b.bin", &noise(66_666));
    let lies = of_length(desk.data(), 66_666).expect("the file");
    fs::remove_file(&lies).and_then(|()| fs::create_dir(&lies)).expect("nothing to be read");
    let body = json!({"text": "Here", "attachment_ids": [file["id"]]});
    desk.admin.tries_to_send(id, body).is(201);
    until("it is put off", || {
        let view = desk.app().store.view().expect("a view");
        view.outbox(OutboxId(0), 9).expect("rows").iter().any(|row| row.attempts == 1)
    });
}
