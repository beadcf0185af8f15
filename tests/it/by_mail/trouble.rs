//! Servers that fail, connections that break, and mails that come back.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use crate::mails::servers::At;
use deskbell::domain::OutboxId;
use serde_json::json;

/// A conversation that waits for an answer, with the mailbox that it is in and its customer.
fn waiting(desk: &Desk, ways: &Ways) -> (ByMail, Correspondent, u64) {
    let inbox = ByMail::of(desk, ways, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}-first@customer.test", ana.mailbox.name), "Hello", "Hello?");
    let id = number(&inbox.has_conversations(desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    (inbox, ana, id)
}

fn becomes(desk: &Desk, id: u64, sent: &serde_json::Value, status: &str) {
    until(&format!("it is {status}"), || {
        desk.admin.entry(id, &sent["id"])["delivery"]["status"] == status
    });
}

#[test]
fn a_mail_that_comes_back_is_told_at_the_message_that_it_was() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let ana = Correspondent::new("Ana");
    let headers = "Subject: Hello\r\nReply-To: bounce@customer.test\r\n";
    let mail = ana.mail(&inbox, "lost@customer.test", headers, "Hello?");
    // The address that answers go to is accepted, and found not to exist later.
    let mail = mail.replace(&ana.address(), "bounce@customer.test");
    ana.sends(&inbox, &mail);
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    let sent = desk.admin.replies(id, "Here.");
    becomes(&desk, id, &sent, "failed");
    let entry = desk.admin.entry(id, &sent["id"]);
    assert!(entry["delivery"]["reason"].as_str().is_some_and(|why| !why.is_empty()), "{entry}");
    assert_eq!(desk.admin.sees(id)["state"], "active", "it is our turn again");
    assert_eq!(inbox.conversations(&desk).len(), 1, "the server is nobody's contact");
    inbox.has_taken(&desk, 2);
}

#[test]
fn a_mail_whose_acceptance_was_lost_is_never_sent_twice_and_an_answer_to_it_settles_it() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.smtp_port);
    let ways = Ways { smtp_port: proxy.port, ..usual };
    let (inbox, ana, id) = waiting(&desk, &ways);
    proxy.when(Said::ByDesk, "\r\n.\r\n", Then::CutAtAnswer);
    let sent = desk.admin.replies(id, "On its way.");
    becomes(&desk, id, &sent, "unknown");
    proxy.heal();
    let mail = ana.mailbox.has_mails(1).remove(0);
    for _ in 0..4 {
        desk.moves_the_clock(minutes(10));
    }
    let next = desk.admin.replies(id, "And more.");
    becomes(&desk, id, &next, "sent");
    assert_eq!(ana.mailbox.has_mails(2).len(), 2, "each went out once");
    assert_eq!(desk.admin.entry(id, &sent["id"])["delivery"]["status"], "unknown");
    ana.answers(&inbox, "proof@customer.test", &mail, "Thanks!");
    becomes(&desk, id, &sent, "sent");
}

#[test]
fn what_a_server_takes_later_goes_out_once_and_what_it_refuses_says_why() {
    let desk = Desk::open();
    let (inbox, ana, id) = waiting(&desk, &Ways::usual());
    let has_sent = || !inbox.state(&desk)["sending"]["last_ok_at"].is_null();
    let name = &ana.mailbox.name;
    all().answers(At::Recipient, name, Some("451 4.7.1 greylisted, try again later"));
    let sent = desk.admin.replies(id, "Patience.");
    until("it was tried", || {
        let entry = desk.admin.entry(id, &sent["id"]);
        entry["delivery"]["status"] == "queued" && desk.admin.sees(id)["state"] == "pending"
    });
    until("it is put off", || {
        let view = desk.app().store.view().expect("a view");
        view.outbox(OutboxId(0), 9).expect("rows").iter().any(|row| row.attempts == 1)
    });
    assert!(!has_sent(), "let in, and nothing was taken");
    all().answers(At::Recipient, name, None);
    until("it is tried again", || {
        desk.moves_the_clock(minutes(2));
        desk.admin.entry(id, &sent["id"])["delivery"]["status"] == "sent"
    });
    assert_eq!(ana.mailbox.has_mails(1).len(), 1);
    assert!(has_sent());
    all().answers(At::Content, name, Some("550 5.7.1 message content rejected"));
    let refused = desk.admin.replies(id, "Buy this.");
    becomes(&desk, id, &refused, "failed");
    let entry = desk.admin.entry(id, &refused["id"]);
    assert!(
        entry["delivery"]["reason"].as_str().is_some_and(|why| why.contains("rejected")),
        "{entry}"
    );
    assert_eq!(ana.mailbox.mails().len(), 1);
}

#[test]
fn a_refused_sign_in_fails_no_mail_and_a_new_password_lets_everything_go_on() {
    let desk = Desk::open();
    let (inbox, ana, id) = waiting(&desk, &Ways::usual());
    let path = format!("/inboxes/{}", inbox.inbox);
    let wrong = json!({"password": "of yesterday"});
    desk.admin.patch(&path, json!({"email": {"imap": wrong, "smtp": wrong}})).is(200);
    let sent = desk.admin.replies(id, "Soon.");
    until("the inbox is stopped", || desk.admin.get(&path).is(200)["status"] == "stopped");
    until("fetching is in trouble", || inbox.state(&desk)["fetching"]["error"].is_object());
    assert_eq!(desk.admin.entry(id, &sent["id"])["delivery"]["status"], "queued");
    ana.writes(&inbox, "meanwhile@customer.test", "Still there?", "Hello?");
    let right = json!({"password": inbox.mailbox.password});
    desk.admin.patch(&path, json!({"email": {"imap": right, "smtp": right}})).is(200);
    becomes(&desk, id, &sent, "sent");
    inbox.has_conversations(&desk, 2);
    let state = inbox.state(&desk);
    assert!(state["fetching"]["error"].is_null() && state["sending"]["error"].is_null(), "{state}");
}

#[test]
fn a_folder_that_is_numbered_anew_brings_nothing_twice_and_nothing_away() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.imap_port);
    let inbox = ByMail::of(&desk, &Ways { imap_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, "one@customer.test", "One", "First.");
    ana.writes(&inbox, "two@customer.test", "Two", "Second.");
    inbox.has_conversations(&desk, 2);
    proxy.close();
    proxy.cut();
    until("it is noticed", || inbox.state(&desk)["fetching"]["error"].is_object());
    inbox.mailbox.forget_numbers();
    ana.writes(&inbox, "three@customer.test", "Three", "Third.");
    proxy.heal();
    until("it is connected again", || {
        desk.moves_the_clock(seconds(30));
        inbox.conversations(&desk).len() == 3
    });
    inbox.has_taken(&desk, 5);
    assert_eq!(inbox.state(&desk)["counts"]["duplicates"], 2);
}

#[test]
fn two_desks_that_acknowledge_each_other_stop_after_one_each() {
    let desk = Desk::open();
    desk.queue_says(1, json!({"acknowledgement": "We have your message."}));
    let one = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let other = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let body = json!({
        "inbox_id": one.inbox, "to": other.mailbox.address(), "subject": "Offer", "text": "Ours?",
    });
    let begun = number(&desk.admin.post("/conversations", body).is(201)["id"]);
    let there = number(&other.has_conversations(&desk, 1)[0]["id"]);
    until("the acknowledgement is back", || {
        desk.admin.reads(begun).iter().any(|line| line.contains("We have your message."))
    });
    one.has_taken(&desk, 1);
    other.has_taken(&desk, 1);
    let acknowledged = |id| {
        let lines = desk.admin.reads(id);
        lines.iter().filter(|line| line.contains("We have your message.")).count()
    };
    assert_eq!((acknowledged(begun), acknowledged(there)), (1, 1));
    assert_eq!((one.mailbox.mails().len(), other.mailbox.mails().len()), (1, 1));
    let answer = &one.mailbox.mails()[0];
    assert_eq!(header(answer, "Auto-Submitted"), "auto-replied");
    assert_eq!(desk.admin.sees(begun)["state"], "pending", "a program's answer wakes nobody");
}
