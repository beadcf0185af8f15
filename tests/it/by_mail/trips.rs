//! A mailbox sends a mail to itself, to see whether it arrives.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use crate::mails::servers::{At, servers};
use serde_json::{Value, json};

fn begins(desk: &Desk, inbox: &ByMail) {
    let answer = desk.admin.post(&format!("/inboxes/{}/mail-tests", inbox.inbox), json!({}));
    assert_eq!(answer.status, 202, "{}", answer.text);
}

fn round_trip(desk: &Desk, inbox: &ByMail) -> Value {
    let report = desk.admin.get(&format!("/inboxes/{}/doctor", inbox.inbox)).is(200);
    let checks = report["checks"].as_array().expect("checks").clone();
    checks.into_iter().find(|check| check["id"] == "round_trip").expect("the check")
}

fn becomes(desk: &Desk, inbox: &ByMail, status: &str, words: &str) {
    until(&format!("it is {status}: {words}"), || {
        let check = round_trip(desk, inbox);
        check["status"] == status
            && check["detail"].as_str().is_some_and(|detail| detail.contains(words))
    });
}

#[test]
fn a_mail_to_itself_arrives_and_is_taken_away_and_becomes_nothing() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    becomes(&desk, &inbox, "unknown", "None was sent yet.");
    begins(&desk, &inbox);
    becomes(&desk, &inbox, "ok", "So does one to an address with “+”.");
    until("both are taken away", || inbox.mailbox.mails().is_empty());
    assert_eq!(inbox.conversations(&desk), [] as [Value; 0]);
    let path = format!("/inboxes/{}/mails?state=skipped", inbox.inbox);
    let listed = items(&desk.admin.get(&path).is(200));
    let reasons: Vec<_> = listed.iter().map(|mail| mail["reason"].clone()).collect();
    assert_eq!(reasons, ["It was a test of this mailbox."; 2]);
    desk.admin.post("/inboxes/1/mail-tests", json!({})).refuses(404, "not_found");
    let ann = desk.agent("Ann");
    let path = format!("/inboxes/{}/mail-tests", inbox.inbox);
    ann.post(&path, json!({})).refuses(403, "forbidden");
}

#[test]
fn answers_to_an_address_that_names_their_conversation_need_no_ids() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let path = format!("/inboxes/{}", inbox.inbox);
    let on = json!({"email": {"reply_tokens": true}});
    let refused = desk.admin.patch(&path, on.clone());
    assert!(refused.refuses(422, "invalid").contains("Send a test mail first"));
    assert_eq!(refused.json["field"], "email.reply_tokens");
    begins(&desk, &inbox);
    becomes(&desk, &inbox, "ok", "So does one");
    assert_eq!(desk.admin.patch(&path, on).is(200)["email"]["reply_tokens"], true);

    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}-1@customer.test", ana.mailbox.name), "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    desk.admin.replies(id, "Yes?");
    let asked = ana.mailbox.has_mails(1).remove(0);
    let reply_to = header(&asked, "Reply-To").trim_matches(['<', '>']).to_owned();
    assert!(reply_to.starts_with(&format!("{}+dk.", inbox.mailbox.name)), "{reply_to}");
    let forged = reply_to.replace(".1.", ".9.").replace("+dk.", "+dk.9");
    for (number, (to, text)) in
        [(&reply_to, "By address."), (&forged, "By a forged one.")].into_iter().enumerate()
    {
        let mail = ana.mail(
            &inbox,
            &format!("{}-{number}b@customer.test", ana.mailbox.name),
            "Subject: Other\r\n",
            text,
        );
        let mail = mail.replace(&format!("To: {}", inbox.mailbox.address()), &format!("To: {to}"));
        servers().send(&ana.address(), to, mail.as_bytes());
    }
    let both = inbox.has_conversations(&desk, 2);
    let texts = desk.admin.reads(id);
    assert!(texts.iter().any(|text| text.ends_with("By address.")), "{texts:?}");
    let other = both.iter().find(|one| one["id"] != id).expect("a new one");
    assert!(
        desk.admin
            .reads(number(&other["id"]))
            .iter()
            .any(|text| text.ends_with("By a forged one."))
    );

    // A test that fails forbids nothing, the least of all what mends it.
    let smtp = |password: &str| json!({"email": {"smtp": {"password": password}}});
    desk.admin.patch(&path, smtp("of yesterday")).is(200);
    begins(&desk, &inbox);
    becomes(&desk, &inbox, "failed", "could not be sent");
    let mended = desk.admin.patch(&path, smtp(inbox.mailbox.password)).is(200);
    assert_eq!(mended["email"]["reply_tokens"], true);
    let elsewhere = json!({"email": {"address": "elsewhere@example.test"}});
    let moved = desk.admin.patch(&path, elsewhere).is(200);
    assert_eq!(moved["email"]["reply_tokens"], false, "of that address nothing is known");
}

#[test]
fn a_mail_to_itself_that_does_not_arrive_says_where_it_stopped() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.imap_port);
    let inbox = ByMail::of(&desk, &Ways { imap_port: proxy.port, ..usual }, &json!({}));
    until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
    all().answers(At::Content, &inbox.mailbox.name, Some("550 5.7.1 not to yourself"));
    begins(&desk, &inbox);
    becomes(&desk, &inbox, "failed", "not to yourself");
    all().answers(At::Content, &inbox.mailbox.name, None);
    // It is there, and nobody can look.
    proxy.when(Said::ByDesk, "LOGIN", Then::Cut);
    proxy.cut();
    begins(&desk, &inbox);
    becomes(&desk, &inbox, "unknown", "on its way");
    inbox.mailbox.has_mails(2);
    desk.moves_the_clock(minutes(3));
    becomes(&desk, &inbox, "failed", "has not arrived within two minutes");
}

#[test]
fn a_mail_to_an_address_with_plus_that_comes_back_says_that_such_ones_reach_nobody() {
    let desk = Desk::open();
    let plain = servers().mailbox("plain");
    let inbox = ByMail::with(&desk, plain, &Ways::usual(), &json!({}));
    begins(&desk, &inbox);
    becomes(&desk, &inbox, "ok", "One to an address with “+” does not.");
    until("what came is taken away", || inbox.mailbox.mails().is_empty());
    assert_eq!(inbox.conversations(&desk), [] as [Value; 0]);
    let counts = inbox.state(&desk)["counts"].clone();
    assert_eq!((&counts["skipped"], &counts["stray"]), (&json!(2), &json!(0)), "{counts}");
    let on = json!({"email": {"reply_tokens": true}});
    desk.admin.patch(&format!("/inboxes/{}", inbox.inbox), on).refuses(422, "invalid");
}
