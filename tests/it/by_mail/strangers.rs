//! Who gets into a conversation that is somebody else's.

use super::*;
use crate::desk::*;
use serde_json::json;

#[test]
fn whoever_is_blocked_gets_into_nobody_elses_conversation() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let (ana, ben) = (Correspondent::new("Ana"), Correspondent::new("Ben"));
    let id_of =
        |who: &Correspondent, name: &str| format!("{}-{name}@customer.test", who.mailbox.name);
    ana.writes(&inbox, &id_of(&ana, "1"), "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    desk.admin.replies(id, "Yes?");
    let answer = ana.mailbox.has_mails(1).remove(0);
    // She forwarded it to him.
    ben.answers(&inbox, &id_of(&ben, "1"), &answer, "I know her.");
    let reads = |text: &str| desk.admin.reads(id).iter().any(|line| line.contains(text));
    until("he is in it", || reads("I know her."));
    ben.writes(&inbox, &id_of(&ben, "2"), "Watches", "Buy my watches.");
    let both = inbox.has_conversations(&desk, 2);
    let own = both.iter().find(|one| one["id"] != id).expect("his own");
    let (own, contact) = (number(&own["id"]), number(&own["contact"]["id"]));
    desk.admin.put(&format!("/contacts/{contact}/block"), json!({})).is(200);
    let before = desk.admin.sees(id);
    ben.answers(&inbox, &id_of(&ben, "3"), &answer, "Buy them, all of you.");
    inbox.has_taken(&desk, 4);
    assert!(!reads("Buy them"), "{:?}", desk.admin.reads(id));
    assert_eq!(desk.admin.sees(id)["last_activity_at"], before["last_activity_at"]);
    let kept = desk.admin.reads(own);
    assert!(kept.iter().any(|line| line.contains("Buy them")), "{kept:?}");
}
