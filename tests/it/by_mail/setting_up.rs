//! What a mailbox is set up with, and what is refused of it.

use super::*;
use crate::desk::*;
use crate::mails::servers::servers;
use serde_json::json;

#[test]
fn what_cannot_work_is_refused_by_its_field() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    let usual = account(&mailbox, &Ways::usual());
    let many: Vec<String> = (0..21).map(|number| format!("a{number}@example.test")).collect();
    for (change, field) in [
        (json!({"address": "support"}), "email.address"),
        (json!({"address": "a b@example.test"}), "email.address"),
        (json!({"aliases": ["<x@example.test>"]}), "email.aliases"),
        (json!({"aliases": many}), "email.aliases"),
        (json!({"from_name": ""}), "email.from_name"),
        (json!({"from_name": "Support\r\nBcc: x@example.test"}), "email.from_name"),
        (json!({"signature": "x".repeat(5_001)}), "email.signature"),
        (json!({"folders": []}), "email.folders"),
        (json!({"folders": ["INBOX", "Inbox"]}), "email.folders"),
        (json!({"folders": ["Junk\n"]}), "email.folders"),
        (json!({"after_import": "move", "move_to": "inbox"}), "email.move_to"),
        (json!({"after_import": "burn"}), "email.after_import"),
        (json!({"start_from": "days", "start_days": 0}), "email.start_days"),
        (json!({"sent_copy": "perhaps"}), "email.sent_copy"),
    ] {
        let mut email = usual.clone();
        for (key, value) in change.as_object().expect("an object") {
            email[key] = value.clone();
        }
        let new = json!({"channel": "email", "name": "Mail", "email": email});
        let answer = desk.admin.post("/inboxes", new);
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field, "{change}");
    }
    for (server, change, field) in [
        ("imap", json!({"host": ""}), "email.imap.host"),
        ("imap", json!({"host": "mail example"}), "email.imap.host"),
        ("imap", json!({"port": 0}), "email.imap.port"),
        ("smtp", json!({"tls": "sometimes"}), "email.smtp.tls"),
        ("smtp", json!({"auth": "magic"}), "email.smtp.auth"),
        ("smtp", json!({"ca_file": "no certificate"}), "email.smtp.ca_file"),
    ] {
        let mut email = usual.clone();
        for (key, value) in change.as_object().expect("an object") {
            email[server][key] = value.clone();
        }
        let new = json!({"channel": "email", "name": "Mail", "email": email});
        let answer = desk.admin.post("/inboxes", new);
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field, "{server} {change}");
    }
    let inboxes = desk.admin.get("/inboxes").is(200);
    assert_eq!(inboxes["items"].as_array().map(Vec::len), Some(1), "the desk's own");
}

#[test]
fn a_stored_password_goes_to_no_other_server() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let path = format!("/inboxes/{}", inbox.inbox);
    let elsewhere = |server: &str, password: Option<&str>| {
        let mut change = json!({"host": "127.0.0.2"});
        if let Some(password) = password {
            change["password"] = json!(password);
        }
        desk.admin.patch(&path, json!({"email": {server: change}}))
    };
    for server in ["imap", "smtp"] {
        let answer = elsewhere(server, None);
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], format!("email.{server}.password"));
    }
    let moved = elsewhere("smtp", Some(inbox.mailbox.password)).is(200);
    assert_eq!(moved["email"]["smtp"]["host"], "127.0.0.2");
    assert_eq!(moved["email"]["imap"]["host"], "127.0.0.1");
}
