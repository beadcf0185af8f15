//! What counts in a mailbox, and servers that do less than they should.

use super::*;
use crate::desk::*;
use crate::mails::script::script;
use crate::mails::servers::servers;
use serde_json::json;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);

fn old(text: &str) -> Vec<u8> {
    let id = text.replace(' ', "-");
    format!("From: old@customer.test\r\nMessage-ID: <{id}@customer.test>\r\nSubject: {text}\r\n\r\n{text}\r\n")
        .into_bytes()
}

#[test]
fn what_was_there_before_the_inbox_never_counts() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    for hours in [2, 20, 60] {
        mailbox.put_as_of(&old(&format!("Old {hours}")), hours * HOUR);
    }
    let inbox = ByMail::with(&desk, mailbox, &Ways::usual(), &json!({}));
    until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
    // After a gap, all of the last days is compared.
    desk.moves_the_clock(hours(2));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}@customer.test", ana.mailbox.name), "New", "Hello?");
    let found = inbox.has_conversations(&desk, 1);
    assert_eq!(found[0]["subject"], "New");
    // Moved into the folder today, from whenever: that is new here.
    inbox.mailbox.put_as_of(&old("Moved here"), 2_000 * HOUR);
    inbox.has_conversations(&desk, 2);
    inbox.has_taken(&desk, 2);
}

#[test]
fn another_mailbox_begins_anew_with_what_comes_from_then_on() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({"start_from": "days", "start_days": 30}));
    let ana = Correspondent::new("Ana");
    for number in 1..=3 {
        let id = format!("{}-{number}@customer.test", ana.mailbox.name);
        ana.writes(&inbox, &id, &format!("Mail {number}"), "Hello?");
    }
    inbox.has_conversations(&desk, 3);
    let other = servers().mailbox("support");
    other.put_as_of(&old("Before the change"), HOUR);
    let server = json!({"username": other.name, "password": other.password});
    let change = json!({
        "address": other.address(), "imap": server, "smtp": server, "start_from": "now",
    });
    desk.admin.patch(&format!("/inboxes/{}", inbox.inbox), json!({"email": change})).is(200);
    let moved = ByMail { mailbox: other, inbox: inbox.inbox };
    ana.writes(&moved, &format!("{}-4@customer.test", ana.mailbox.name), "Mail 4", "Hello?");
    let all = moved.has_conversations(&desk, 4);
    assert!(all.iter().all(|one| one["subject"] != "Before the change"), "{all:?}");
}

const POISONED: &[(&str, &[u8])] = &[
    ("LOGIN", b"TAG OK in\r\n"),
    ("CAPABILITY", b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"),
    ("EXAMINE", b"* 2 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\n* OK [UIDNEXT 3] x\r\nTAG OK open\r\n"),
    ("SEARCH SINCE", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
    ("SEARCH UID 1:", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
    ("SEARCH UID 2:", b"* SEARCH 2\r\nTAG OK done\r\n"),
    ("SEARCH UID 3:", b"* SEARCH\r\nTAG OK done\r\n"),
    ("UID FETCH 1 (UID RFC822", b"* 1 FETCH (UID 1 RFC822.SIZE 99 FLAGS ())\r\nTAG OK done\r\n"),
    ("UID FETCH 1 (UID BODY", b"TAG NO the item is damaged\r\n"),
    ("UID FETCH 2 (UID RFC822", b"* 2 FETCH (UID 2 RFC822.SIZE 54 FLAGS ())\r\nTAG OK done\r\n"),
    (
        "UID FETCH 2 (UID BODY",
        b"* 2 FETCH (UID 2 BODY[] {54}\r\nFrom: ana@customer.test\r\nSubject: Behind it\r\n\r\nHello\r\n)\r\nTAG OK done\r\n",
    ),
    ("NOOP", b"TAG OK done\r\n"),
];

#[test]
fn a_mail_that_its_server_does_not_hand_out_is_listed_and_passed() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    let usual = Ways::usual();
    let ways = Ways { imap_port: script(b"* OK ready\r\n", POISONED), ..usual };
    let inbox = ByMail::with(&desk, mailbox, &ways, &json!({}));
    until("the mail behind it is there", || {
        desk.moves_the_clock(minutes(1));
        inbox.conversations(&desk).iter().any(|one| one["subject"] == "Behind it")
    });
    let path = format!("/inboxes/{}", inbox.inbox);
    let listed = desk.admin.get(&format!("{path}/mails?state=skipped")).is(200);
    let reason = listed["items"][0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("the item is damaged"), "{reason}");
    let warnings = desk.admin.get(&path).is(200)["warnings"].to_string();
    assert!(warnings.contains("A mail was passed"), "{warnings}");
}

const NO_IDLE: &[(&str, &[u8])] = &[
    ("LOGIN", b"TAG OK in\r\n"),
    ("CAPABILITY", b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"),
    ("EXAMINE", b"* 0 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\n* OK [UIDNEXT 1] x\r\nTAG OK open\r\n"),
    ("SEARCH", b"* SEARCH\r\nTAG OK done\r\n"),
    ("IDLE", b"TAG BAD what?\r\n"),
    ("NOOP", b"TAG OK done\r\n"),
];

#[test]
fn a_server_that_offers_to_tell_of_news_and_cannot_is_asked() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    let ways = Ways { imap_port: script(b"* OK ready\r\n", NO_IDLE), ..Ways::usual() };
    let inbox = ByMail::with(&desk, mailbox, &ways, &json!({}));
    until("it is asked from time to time", || {
        desk.moves_the_clock(seconds(20));
        inbox.state(&desk)["fetching"]["status"] == "polling"
    });
}

#[test]
fn mails_of_the_past_get_no_last_words_when_nobody_has_answered_them() {
    let desk = Desk::open();
    desk.queue_says(1, json!({"abandoned": "Sorry that we missed you."}));
    desk.admin.sets(json!({"abandonment_seconds": 3_600}));
    let mailbox = servers().mailbox("support");
    let ana = Correspondent::new("Ana");
    let of_then = format!(
        "From: {}\r\nMessage-ID: <{}-then@customer.test>\r\nSubject: Of then\r\n\r\nHello?\r\n",
        ana.address(),
        ana.mailbox.name
    );
    mailbox.put_as_of(of_then.as_bytes(), 240 * HOUR);
    let since = json!({"start_from": "days", "start_days": 30});
    let inbox = ByMail::with(&desk, mailbox, &Ways::usual(), &since);
    let then = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    ana.writes(&inbox, &format!("{}-now@customer.test", ana.mailbox.name), "Of now", "Hello?");
    inbox.has_conversations(&desk, 2);
    desk.waits(hours(1));
    let words = ana.mailbox.has_mails(1).remove(0);
    assert_eq!(header(&words, "Subject"), "Re: Of now");
    assert_eq!(desk.admin.sees(then)["state"], "abandoned");
    let told = desk.admin.reads(then).concat();
    assert!(!told.contains("Sorry that we missed you."), "{told}");
}
