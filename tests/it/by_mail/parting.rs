//! Contacts who were merged, and are parted again.

use super::*;
use crate::desk::*;
use serde_json::json;

fn id_of(writer: &Correspondent) -> String {
    format!("{}@customer.test", writer.mailbox.name)
}

#[test]
fn contacts_who_are_parted_again_keep_what_they_wrote_and_where_they_want_answers() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let [ana, bob, home] = ["Ana", "Bob", "Home"].map(Correspondent::new);
    ana.writes(&inbox, &id_of(&ana), "Hello", "I am Ana.");
    let of_ana = inbox.has_conversations(&desk, 1)[0]["contact"]["id"].clone();
    bob.writes(&inbox, &id_of(&bob), "Hello", "I am Bob.");
    let both = inbox.has_conversations(&desk, 2);
    let of_bob = both.iter().map(|one| &one["contact"]["id"]).find(|id| **id != of_ana);
    let of_bob = of_bob.expect("another contact").clone();
    let merges = format!("/contacts/{of_bob}/merges");
    let merged = desk.admin.post(&merges, json!({"contact_id": of_ana})).is(201);
    let merge = merged["merged"][0]["merge_id"].clone();
    let headers = format!("Subject: Anew\r\nReply-To: {}\r\n", home.address());
    ana.sends(&inbox, &ana.mail(&inbox, &format!("anew-{}", id_of(&ana)), &headers, "At home."));
    let all = inbox.has_conversations(&desk, 3);
    let anew = all.iter().find(|one| one["subject"] == "Anew").expect("the new one");
    assert_eq!(anew["contact"]["id"], of_bob);
    desk.admin.delete(&format!("{merges}/{merge}")).is(200);
    let id = number(&anew["id"]);
    assert_eq!(desk.admin.sees(id)["contact"]["id"], of_ana);
    desk.admin.accepts(id);
    desk.admin.replies(id, "To your home.");
    assert_eq!(home.mailbox.has_mails(1).len(), 1);
    assert!(bob.mailbox.mails().is_empty());
}
