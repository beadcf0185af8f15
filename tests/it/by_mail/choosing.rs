//! An answer's subject, and whom it goes to.

use super::*;
use crate::desk::*;
use serde_json::json;

#[test]
fn an_answer_may_have_another_subject_and_go_to_who_wrote_in_the_conversation() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let (ana, ben) = (Correspondent::new("Ana"), Correspondent::new("Ben"));
    ana.writes(&inbox, "order@customer.test", "My order", "Where is it?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    let to_ben = json!({"text": "For Ben.", "to": ben.address()});
    desk.admin.tries_to_send(id, to_ben.clone()).refuses(422, "invalid");
    desk.admin.replies(id, "On its way.");
    let first = ana.mailbox.has_mails(1).remove(0);
    ben.answers(&inbox, "colleague@customer.test", &first, "I am her colleague.");
    until("Ben is heard", || {
        desk.admin.timeline(id).iter().any(|entry| entry["mail"]["is_from_other_address"] == true)
    });
    let sent = desk.admin.tries_to_send(id, to_ben).is(201);
    assert_eq!(sent["mail"]["to"], json!([{"name": "Ben", "address": ben.address()}]));
    let bens = ben.mailbox.has_mails(1).remove(0);
    assert_eq!(header(&bens, "Subject"), "Re: My order");
    let body = json!({"text": "More.", "subject": " A new\r\nBcc: matter "});
    desk.admin.tries_to_send(id, body).is(201);
    let next = ana.mailbox.has_mails(2);
    assert!(next.iter().any(|mail| header(mail, "Subject") == "A new Bcc: matter"));
    assert!(next.iter().all(|mail| header(mail, "Bcc").is_empty()));
    assert_eq!(ben.mailbox.mails().len(), 1, "the next answers go to the contact again");
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    desk.admin.accepts(c);
    let body = json!({"text": "Hello", "subject": "A subject"});
    desk.admin.tries_to_send(c, body).refuses(422, "invalid");
}
