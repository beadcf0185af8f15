//! Many mails at once: nothing is lost, nothing is there twice, nobody else waits.

use super::*;
use crate::desk::*;
use crate::fixtures::mails;
use crate::mails::corpora::is_mail;
use serde_json::{Value, json};

/// All that lies in the conversations of an inbox: how many of them, and how many messages.
fn sizes(desk: &Desk, inbox: &ByMail) -> (usize, u64) {
    let all = inbox.conversations(desk);
    let messages = all.iter().map(|conversation| {
        let timeline = desk.admin.timeline(number(&conversation["id"]));
        timeline.iter().filter(|entry| entry["kind"] == "message").count() as u64
    });
    (all.len(), messages.sum())
}

fn count(counts: &Value, list: &str) -> u64 {
    counts[list].as_u64().expect("a number")
}

/// Waits for as long as it goes on.
fn takes_all(desk: &Desk, inbox: &ByMail, number: u64) {
    let taken = || {
        let counts = &inbox.state(desk)["counts"];
        let lists = ["done", "failed", "skipped", "duplicates", "stray"];
        lists.iter().map(|list| count(counts, list)).sum::<u64>()
    };
    let mut before = 0;
    while before < number {
        before = eventually("more is taken in", || Some(taken()).filter(|now| *now > before));
    }
    inbox.has_taken(desk, number);
}

#[test]
fn collections_of_odd_mails_are_taken_in_once_however_often_they_come() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let all: Vec<_> = mails().into_iter().filter(|(path, _)| is_mail(path)).collect();
    let number = all.len() as u64;
    // Until then the server may still be making the mailbox.
    until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
    for (_, raw) in &all {
        inbox.mailbox.put(raw);
    }
    takes_all(&desk, &inbox, number);
    let first = inbox.state(&desk)["counts"].clone();
    println!("{number} mails: {first}");
    assert_eq!((count(&first, "failed"), count(&first, "skipped")), (0, 0), "{first}");
    let before = sizes(&desk, &inbox);

    for (_, raw) in &all {
        inbox.mailbox.put(raw);
    }
    takes_all(&desk, &inbox, 2 * number);
    let second = inbox.state(&desk)["counts"].clone();
    assert_eq!(count(&second, "done"), count(&first, "done"));
    assert_eq!(count(&second, "duplicates"), count(&first, "duplicates") + number);
    assert_eq!(sizes(&desk, &inbox), before);
}

#[test]
fn hundreds_of_forged_senders_get_sixty_answers_and_hold_up_nobody() {
    let in_full = std::env::var_os("DESKBELL_MAILS_IN_FULL").is_some();
    let senders = if in_full { 5_000 } else { 300 };
    let desk = Desk::open();
    desk.queue_says(1, json!({"acknowledgement": "We have your message."}));
    let (bombed, forger) = (all().mailbox("support"), all().mailbox("customer"));
    for number in 0..senders {
        let mail = format!(
            "From: {}+{number}@customer.test\r\nTo: {}\r\nMessage-ID: <{number}@forged.test>\r\n\
             Subject: Number {number}\r\n\r\nHello, {number}.\r\n",
            forger.name,
            bombed.address()
        );
        bombed.put(mail.as_bytes());
    }
    let other = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let since = json!({"start_from": "days", "start_days": 7});
    let inbox = ByMail::with(&desk, bombed, &Ways::usual(), &since);
    until("it has begun", || count(&inbox.state(&desk)["counts"], "done") > 0);
    let ana = Correspondent::new("Ana");
    ana.writes(&other, &format!("{}@customer.test", ana.mailbox.name), "Hello", "Hello?");
    let id = number(&other.has_conversations(&desk, 1)[0]["id"]);
    let taken = count(&inbox.state(&desk)["counts"], "done");
    assert!(taken < senders, "all of it was done first");
    takes_all(&desk, &inbox, senders);
    assert_eq!(count(&inbox.state(&desk)["counts"], "done"), senders);
    forger.has_mails(60);
    desk.admin.accepts(id);
    desk.admin.replies(id, "Here.");
    ana.mailbox.has_mails(2);
    assert_eq!(forger.mails().len(), 60);
}
