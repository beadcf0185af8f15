//! A mail of which nobody knows whether it went out: somebody decides, and it stays one mail.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use serde_json::{Value, json};

fn status(desk: &Desk, id: u64, entry: &Value) -> Value {
    desk.admin.entry(id, &entry["id"])["delivery"]["status"].clone()
}

#[test]
fn a_mail_in_doubt_is_sent_again_as_the_same_mail_or_marked_as_sent() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.smtp_port);
    let inbox = ByMail::of(&desk, &Ways { smtp_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, "doubt@customer.test", "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    proxy.when(Said::ByDesk, "\r\n.\r\n", Then::CutAtAnswer);
    let plan = desk.admin.uploads("plan.txt", b"The plan")["id"].clone();
    let answer = json!({"text": "On its way.", "attachment_ids": [plan]});
    let sent = desk.admin.tries_to_send(id, answer).is(201);
    until("nobody knows", || status(&desk, id, &sent) == "unknown");
    proxy.heal();
    let first = ana.mailbox.has_mails(1).remove(0);
    let path = format!("/conversations/{id}/timeline/{}", sent["id"]);
    desk.admin.post(&format!("{path}/resends"), json!({})).refuses(409, "fate_unknown");
    let sure = json!({"accept_doubt": true});
    let again = desk.admin.post(&format!("{path}/resends"), sure).is(201);
    assert_eq!(again["attachments"].as_array().map(Vec::len), Some(1), "with its file");
    until("it is sent again", || status(&desk, id, &again) == "sent");
    let mails = ana.mailbox.has_mails(2);
    let own = |mail: &crate::mails::mailbox::Lying| {
        let text = mail.text();
        text.find("Message-ID:").map(|start| text[start..].to_owned())
    };
    assert!(mails.iter().all(|mail| own(mail) == own(&first)), "byte by byte");

    desk.admin.put(&format!("{path}/delivery"), json!({"status": "read"})).refuses(422, "invalid");
    for _ in 0..2 {
        let marked = desk.admin.put(&format!("{path}/delivery"), json!({"status": "sent"})).is(200);
        assert_eq!(marked["delivery"]["status"], "sent");
        let why = marked["delivery"]["reason"].as_str().expect("a reason");
        assert!(why.ends_with("marked it as sent."), "{why}");
    }
    ana.sends(&inbox, &notice("ana@customer.test", &header(&first, "Message-ID")));
    until("the last one came back", || status(&desk, id, &again) == "failed");
    assert_eq!(status(&desk, id, &sent), "sent", "it is told once");
    let failed = format!("/conversations/{id}/timeline/{}/delivery", again["id"]);
    desk.admin.put(&failed, json!({"status": "sent"})).refuses(409, "not_unknown");
}

#[test]
fn a_notice_proves_that_a_mail_went_out_and_brings_an_ended_matter_back_to_somebody() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.smtp_port);
    let inbox = ByMail::of(&desk, &Ways { smtp_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, "ended@customer.test", "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    proxy.when(Said::ByDesk, "\r\n.\r\n", Then::CutAtAnswer);
    let sent = desk.admin.replies(id, "On its way.");
    until("nobody knows", || status(&desk, id, &sent) == "unknown");
    proxy.heal();
    let mail = ana.mailbox.has_mails(1).remove(0);
    let own = header(&mail, "Message-ID");
    ana.sends(
        &inbox,
        &notice("ana@customer.test", &own).replace("Action: failed", "Action: delayed"),
    );
    until("it went out", || status(&desk, id, &sent) == "sent");
    desk.admin.resolves(id, "Answered");
    for again in ["", " again"] {
        ana.sends(
            &inbox,
            &notice("ana@customer.test", &own).replace("Mail\r\n", &format!("Mail{again}\r\n")),
        );
    }
    inbox.has_taken(&desk, 4);
    assert_eq!(status(&desk, id, &sent), "failed");
    let both = inbox.has_conversations(&desk, 2);
    let next = both.iter().find(|one| one["previous_id"] == id).expect("what follows it");
    assert_eq!(
        (&next["subject"], &next["contact"]["id"]),
        (&json!("Hello"), &both[0]["contact"]["id"])
    );
    assert_ne!(next["state"], "resolved");
    let lines = desk.admin.timeline(number(&next["id"]));
    assert!(lines.iter().any(|line| line["activity"]["what"] == "mail_bounced"), "{lines:?}");
    let next = number(&next["id"]);
    desk.admin.accepts(next);
    desk.admin.replies(next, "By another way.");
    assert_eq!(desk.admin.sees(next)["state"], "pending");
    ana.sends(&inbox, &notice("ana@customer.test", &own).replace("Mail\r\n", "Mail once more\r\n"));
    inbox.has_taken(&desk, 5);
    assert_eq!(desk.admin.sees(next)["state"], "pending", "told again, it is no news");
}

#[test]
fn an_answer_to_a_mail_in_doubt_settles_all_of_its_tries() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.smtp_port);
    let inbox = ByMail::of(&desk, &Ways { smtp_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, "tries@customer.test", "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    proxy.when(Said::ByDesk, "\r\n.\r\n", Then::CutAtAnswer);
    let first = desk.admin.replies(id, "On its way.");
    until("nobody knows", || status(&desk, id, &first) == "unknown");
    let path = format!("/conversations/{id}/timeline/{}/resends", first["id"]);
    let second = desk.admin.post(&path, json!({"accept_doubt": true})).is(201);
    until("nobody knows again", || status(&desk, id, &second) == "unknown");
    proxy.heal();
    let mail = ana.mailbox.has_mails(2).remove(0);
    ana.answers(&inbox, "settles@customer.test", &mail, "Thanks!");
    until("both went out", || [&first, &second].iter().all(|one| status(&desk, id, one) == "sent"));
}
