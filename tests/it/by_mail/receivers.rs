//! Where answers go, and what they answer: the address that wrote, and the customer's own words.

use super::*;
use crate::desk::*;
use serde_json::json;

fn id_of(mailbox: &Correspondent, name: &str) -> String {
    format!("{}-{name}@customer.test", mailbox.mailbox.name)
}

#[test]
fn answers_go_to_the_address_that_wrote_or_was_typed_and_quote_the_customer_alone() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let (work, home) = (Correspondent::new("Ana Prado"), Correspondent::new("Ana Prado"));
    let other = Correspondent::new("Ben");
    work.writes(&inbox, &id_of(&work, "1"), "From work", "My parcel?");
    let begun = inbox.has_conversations(&desk, 1).remove(0);
    let id = number(&begun["id"]);
    let contact = begun["contact"]["id"].clone();
    let told = json!({"kind": "email", "value": home.address()});
    desk.admin.post(&format!("/contacts/{contact}/identities"), told).is(201);
    home.writes(&inbox, &id_of(&home, "1"), "From home", "Something private.");
    let private = inbox.has_conversations(&desk, 2);
    let private = private.iter().find(|other| other["id"] != begun["id"]).expect("another");
    assert_eq!(private["contact"]["id"], contact);
    desk.admin.accepts(number(&private["id"]));
    desk.admin.replies(number(&private["id"]), "Between us.");
    let answer = home.mailbox.has_mails(1).remove(0);
    assert!(header(&answer, "To").contains(&home.address()), "{}", answer.text());

    desk.admin.accepts(id);
    desk.admin.replies(id, "We look.");
    let first = work.mailbox.has_mails(1).remove(0);
    home.answers(&inbox, &id_of(&home, "2"), &first, "I left that company, please answer here.");
    until("it is heard", || desk.admin.sees(id)["state"] == "active");
    other.answers(&inbox, &id_of(&other, "1"), &first, "Do not tell her this.");
    until("the other is heard", || {
        desk.admin.reads(id).iter().any(|line| line.contains("Do not tell her this."))
    });
    desk.admin.replies(id, "Here it is.");
    let answer = home.mailbox.has_mails(2).pop().expect("a mail");
    assert_eq!(header(&answer, "In-Reply-To"), format!("<{}>", id_of(&home, "2")));
    assert!(answer.text().contains("please answer here"), "{}", answer.text());
    assert!(!answer.text().contains("Do not tell her"), "{}", answer.text());

    // Typed, it is that address, whichever the contact wrote from last.
    let start = |to: String| {
        let body = json!({"inbox_id": inbox.inbox, "to": to, "subject": "News", "text": "Hello."});
        desk.admin.post("/conversations", body).is(201)
    };
    let third = Correspondent::new("Ana Prado");
    let told = json!({"kind": "email", "value": third.address()});
    desk.admin.post(&format!("/contacts/{contact}/identities"), told).is(201);
    for typed in [&third, &work, &home] {
        let before = typed.mailbox.mails().len();
        assert_eq!(start(typed.address())["contact"]["id"], contact);
        typed.mailbox.has_mails(before + 1);
    }
    assert_eq!((work.mailbox.mails().len(), home.mailbox.mails().len()), (2, 3));
}

#[test]
fn answers_go_where_the_author_wants_them_and_he_stays_the_contact() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let (form, ana) = (Correspondent::new("Form"), Correspondent::new("Ana"));
    let headers = format!("Subject: Order\r\nReply-To: Ana <{}>\r\n", ana.address());
    form.sends(&inbox, &form.mail(&inbox, &id_of(&form, "1"), &headers, "My parcel?"));
    let begun = inbox.has_conversations(&desk, 1).remove(0);
    assert_eq!(begun["contact"]["email"], form.address());
    let id = number(&begun["id"]);
    desk.admin.accepts(id);
    let sent = desk.admin.replies(id, "We look.");
    let answer = ana.mailbox.has_mails(1).remove(0);
    assert_eq!(sent["mail"]["to"][0]["address"], ana.address(), "{sent}");
    ana.answers(&inbox, &id_of(&ana, "1"), &answer, "Thank you.");
    until("she is in it", || desk.admin.reads(id).iter().any(|line| line.contains("Thank you.")));
    // To ourselves nobody is answered.
    let headers = format!("Subject: Own\r\nReply-To: {}\r\n", inbox.mailbox.address());
    form.sends(&inbox, &form.mail(&inbox, &id_of(&form, "2"), &headers, "Another."));
    let own = inbox.has_conversations(&desk, 2);
    let own = own.iter().find(|one| one["subject"] == "Own").expect("the other");
    desk.admin.accepts(number(&own["id"]));
    desk.admin.replies(number(&own["id"]), "Yes.");
    form.mailbox.has_mails(1);
    assert_eq!(ana.mailbox.mails().len(), 1);
}
