//! Folders beside the main one.

use super::*;
use crate::desk::*;
use serde_json::json;

#[test]
fn a_folder_that_is_not_there_keeps_no_mails_of_the_main_one_from_coming() {
    let desk = Desk::open();
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({"folders": ["INBOX", "Gone"]}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}@customer.test", ana.mailbox.name), "Hello", "Hello?");
    inbox.has_conversations(&desk, 1);
    until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
    let shown = desk.admin.get(&format!("/inboxes/{}", inbox.inbox)).is(200);
    let warnings = shown["warnings"].as_array().expect("warnings");
    assert_eq!(warnings.len(), 1, "{shown}");
    assert!(warnings[0].to_string().contains("The folder “Gone” can't be opened."), "{shown}");
}
