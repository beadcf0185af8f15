//! Writing, answering, answering again.

use super::*;
use crate::desk::*;
use serde_json::json;

#[test]
fn a_mail_becomes_a_conversation_and_its_answer_reaches_the_customer() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({"signature": "Brightleaf, *Berlin*"}));
    let me = desk.admin.patch("/me", json!({"signature": "**Ann** of the admins"})).is(200);
    assert_eq!(me["signature"], "**Ann** of the admins");
    let ana = Correspondent::new("Ana Prado");
    let first = "First@MAIL01.Customer.test";
    ana.writes(&inbox, first, "Where is my parcel?", "Number 4711, please look.");
    let conversation = inbox.has_conversations(&desk, 1).remove(0);
    let id = number(&conversation["id"]);
    assert_eq!(conversation["subject"], "Where is my parcel?");
    assert_eq!(conversation["contact"]["name"], "Ana Prado");
    assert_eq!(conversation["state"], "queued");
    let entry = desk.admin.timeline(id).into_iter().find(|entry| entry["kind"] == "message");
    let entry = entry.expect("a message");
    assert_eq!(entry["text"], "Number 4711, please look.");
    assert_eq!(entry["mail"]["from"]["address"], ana.address());

    desk.admin.accepts(id);
    let sent = desk.admin.replies(id, "It is on its **way**.");
    let mail = ana.mailbox.has_mails(1).remove(0);
    assert_eq!(header(&mail, "Subject"), "Re: Where is my parcel?");
    assert_eq!(header(&mail, "In-Reply-To"), format!("<{first}>"), "letter by letter");
    assert!(header(&mail, "References").contains(&format!("<{first}>")));
    assert!(header(&mail, "From").contains(&inbox.mailbox.address()), "{}", mail.text());
    assert!(mail.text().contains("<strong>way</strong>"), "{}", mail.text());
    let read = mail_parser::MessageParser::default().parse(&mail.bytes).expect("a mail");
    let text = read.body_text(0).expect("its text").replace("\r\n", "\n");
    assert!(text.contains("\n-- \n**Ann** of the admins\n\nBrightleaf, *Berlin*\n"), "{text}");
    until("the answer counts as sent", || {
        desk.admin.entry(id, &sent["id"])["delivery"]["status"] == "sent"
    });
    assert_eq!(desk.admin.sees(id)["state"], "pending");
    let copy = {
        until("a copy is kept", || inbox.mailbox.mails_in("Sent").len() == 1);
        inbox.mailbox.mails_in("Sent").remove(0)
    };
    assert_eq!(header(&copy, "Message-ID"), header(&mail, "Message-ID"));

    ana.answers(&inbox, "second@customer.test", &mail, "Thank you!\r\n\r\n> It is on its way.");
    until("the second mail is in it", || desk.admin.sees(id)["state"] == "active");
    assert_eq!(inbox.conversations(&desk).len(), 1);
    let last = desk.admin.timeline(id).pop().expect("an entry");
    assert_eq!(last["text"], "Thank you!");
    assert!(last["quoted_text"].as_str().is_some_and(|text| text.contains("on its way")));

    desk.admin.resolves(id, "Found");
    ana.answers(&inbox, "third@customer.test", &mail, "One more thing.");
    let both = inbox.has_conversations(&desk, 2);
    let follows = both.iter().filter(|conversation| conversation["previous_id"] == id).count();
    assert_eq!(follows, 1, "an ended one is followed by a new one");
    assert_eq!(inbox.state(&desk)["counts"]["done"], 3);
}

#[test]
fn the_same_bytes_are_a_mail_of_each_inbox_once() {
    let desk = Desk::open();
    let one = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let other = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let raw = b"From: Ana <ana@customer.test>\r\nTo: all@example.test\r\nSubject: To both\r\n\
                Message-ID: <both@customer.test>\r\n\r\nHello, both.\r\n";
    for inbox in [&one, &other, &one] {
        inbox.mailbox.put(raw);
    }
    one.has_taken(&desk, 2);
    other.has_taken(&desk, 1);
    assert_eq!((one.conversations(&desk).len(), other.conversations(&desk).len()), (1, 1));
    assert_eq!(one.state(&desk)["counts"]["duplicates"], 1);
}

#[test]
fn a_closing_word_ends_a_conversation_by_mail_and_what_others_write_brings_the_contact_nothing() {
    let desk = Desk::open();
    desk.admin.sets(json!({"closing_words": {"on": true, "words": ["thanks"]}}));
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let (ana, ben) = (Correspondent::new("Ana"), Correspondent::new("Ben"));
    desk.queue_says(1, json!({"acknowledgement": "We have your message."}));
    ana.writes(&inbox, &format!("{}-1@customer.test", ana.mailbox.name), "Order", "Is it there?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    let mail = ana.mailbox.has_mails(1).remove(0);
    desk.queue_says(1, json!({"off_hours": "Closed."}));
    let kept = crate::automatic_replies::opens(&desk, hours(2), hours(1));
    desk.keeps_hours(1, kept);
    ben.answers(&inbox, &format!("{}@customer.test", ben.mailbox.name), &mail, "Thanks");
    until("he is heard", || desk.admin.reads(id).concat().contains("Thanks"));
    assert_ne!(desk.admin.sees(id)["state"], "resolved", "it is not his to end");
    assert!(!desk.admin.reads(id).concat().contains("Closed."));
    ana.answers(&inbox, &format!("{}@customer.test", ana.mailbox.name), &mail, "Thanks!");
    until("it is resolved", || desk.admin.sees(id)["state"] == "resolved");
    assert_eq!(ana.mailbox.mails().len(), 1);
}
