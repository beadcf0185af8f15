//! Servers that fail, and mails that come back.

use super::*;
use crate::desk::*;
use serde_json::json;

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
    until("it is told that it came back", || {
        desk.admin.entry(id, &sent["id"])["delivery"]["status"] == "failed"
    });
    let entry = desk.admin.entry(id, &sent["id"]);
    assert!(entry["delivery"]["reason"].as_str().is_some_and(|why| !why.is_empty()), "{entry}");
    assert_eq!(desk.admin.sees(id)["state"], "active", "it is our turn again");
    assert_eq!(inbox.conversations(&desk).len(), 1, "the server is nobody's contact");
    inbox.has_taken(&desk, 2);
}
