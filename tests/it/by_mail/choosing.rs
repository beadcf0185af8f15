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

#[test]
fn where_an_answer_goes_is_told_before_it_is_written() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let (work, home) = (Correspondent::new("Ana Prado"), Correspondent::new("Ana Prado"));
    work.writes(&inbox, "told@customer.test", "Re: My order", "Where is it?");
    let begun = inbox.has_conversations(&desk, 1).remove(0);
    let to_ana = |of: &Correspondent| json!({"name": "Ana Prado", "address": of.address()});
    assert_eq!(begun["mail_head"], json!({"to": to_ana(&work), "subject": "Re: My order"}));
    let told = json!({"kind": "email", "value": home.address()});
    desk.admin.post(&format!("/contacts/{}/identities", begun["contact"]["id"]), told).is(201);

    let body =
        json!({"inbox_id": inbox.inbox, "to": home.address(), "subject": "News", "text": "Hello."});
    let ours = desk.admin.post("/conversations", body).is(201);
    let head = json!({"to": to_ana(&home), "subject": "News"});
    assert_eq!(ours["mail_head"], head, "not the contact's first address");
    let id = number(&ours["id"]);
    let sent = desk.admin.replies(id, "And more.");
    assert_eq!(sent["mail"]["to"], json!([head["to"]]));
    assert_eq!(sent["mail"]["subject"], head["subject"]);

    // What was chosen is kept with the draft until it is sent.
    let draft = format!("/conversations/{id}/draft");
    let chosen = json!({"reply": "", "to": work.address(), "subject": "Between us"});
    let kept = desk.admin.put(&draft, chosen).is(200);
    assert_eq!((&kept["to"], &kept["subject"]), (&json!(work.address()), &json!("Between us")));
    assert!(kept["at"].is_string());
    desk.admin.put(&draft, json!({"reply": "For work."})).is(200);
    assert_eq!(desk.admin.get(&draft).is(200)["to"], json!(work.address()));
    let body = json!({"text": "For work.", "to": work.address(), "subject": "Between us"});
    desk.admin.tries_to_send(id, body).is(201);
    assert!(desk.admin.get(&draft).is(200)["at"].is_null());

    let c = desk.whatsapp().customer("Joe").writes("Hello");
    assert!(desk.admin.sees(c)["mail_head"].is_null());
}
