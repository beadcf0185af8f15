//! Mail servers that say nothing, or not in time, or that they want none of us.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use crate::mails::script::script;
use serde_json::json;
use std::thread;

/// More than are under way at once.
const MAILS: usize = 80;

#[test]
fn mails_that_wait_for_a_silent_server_hold_up_neither_others_nor_the_end() {
    let mut desk = Desk::open();
    let silent = Ways { smtp_port: script(b"", &[]), ..Ways::usual() };
    let inbox = ByMail::of(&desk, &silent, &json!({}));
    let mut last = 0;
    for number_of in 0..MAILS {
        let body = json!({
            "inbox_id": inbox.inbox, "to": format!("somebody-{number_of}@customer.test"),
            "subject": "News", "text": "Hello.",
        });
        last = number(&desk.admin.post("/conversations", body).is(201)["id"]);
    }
    {
        let whatsapp = desk.whatsapp();
        let joe = whatsapp.customer("Joe");
        let id = joe.writes("Hello?");
        desk.admin.accepts(id);
        desk.admin.replies(id, "At once.");
        joe.receives("At once.");
    }
    desk.stops();
    desk.starts_again();
    let waits = desk.admin.timeline(last).into_iter().find(|entry| entry["kind"] == "message");
    assert_eq!(waits.expect("a message")["delivery"]["status"], "queued", "nothing of it has left");
}

#[test]
fn a_mail_that_had_not_begun_when_the_process_stopped_goes_out_after_the_start() {
    let mut desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.smtp_port);
    let inbox = ByMail::of(&desk, &Ways { smtp_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}@customer.test", ana.mailbox.name), "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    for (number, words) in ["EHLO ", "RCPT TO", "DATA\r\n"].into_iter().enumerate() {
        let before = proxy.said();
        proxy.when(Said::ByDesk, words, Then::Wait);
        let sent = desk.admin.replies(id, &format!("Answer {number}."));
        until("it has come so far", || proxy.said() > before);
        let stopping = desk.app().stopping.clone();
        thread::scope(|scope| {
            // The server answers once the end has begun; what is told it from then on may be lost.
            scope.spawn(|| {
                until("it is to end", || stopping.is_cancelled());
                proxy.when(Said::ByDesk, "\r\n.\r\n", Then::Stall);
                proxy.lets_go();
            });
            desk.stops();
        });
        proxy.heal();
        desk.starts_again();
        let mut status = json!(null);
        until("it is settled", || {
            status = desk.admin.entry(id, &sent["id"])["delivery"]["status"].clone();
            status != "queued"
        });
        assert_eq!(status, "sent", "{words}");
        assert_eq!(ana.mailbox.has_mails(number + 1).len(), number + 1, "{words}");
    }
}

#[test]
fn a_server_that_refuses_us_at_its_greeting_is_asked_again_by_itself() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(script(b"554 5.7.1 your address is blocked\r\n", &[]));
    let inbox = ByMail::of(&desk, &Ways { smtp_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    let body = json!({
        "inbox_id": inbox.inbox, "to": ana.address(), "subject": "News", "text": "Hello.",
    });
    let id = number(&desk.admin.post("/conversations", body).is(201)["id"]);
    let sees = || desk.admin.get(&format!("/inboxes/{}", inbox.inbox)).is(200);
    let is_told = || sees()["warnings"].to_string().contains("your address is blocked");
    until("admins are told at once", is_told);
    assert_eq!(sees()["status"], "ok", "nobody need enter anything");
    assert!(inbox.state(&desk)["sending"]["error"].to_string().contains("blocked"));
    let connections = proxy.connections();
    desk.moves_the_clock(minutes(10));
    proxy.leads_to(Ways::usual().smtp_port);
    let sent = || {
        let line = desk.admin.timeline(id).into_iter().find(|entry| entry["kind"] == "message");
        line.is_some_and(|line| line["delivery"]["status"] == "sent")
    };
    assert!(!sent() && proxy.connections() == connections, "it is left in peace for a while");
    desk.moves_the_clock(minutes(6));
    until("it goes out", sent);
    until("the trouble is over", || !is_told());
    ana.mailbox.has_mails(1);
}
