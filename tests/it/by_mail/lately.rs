//! What is remembered of the addresses that mails went to, and for how long.

use super::*;
use crate::desk::*;
use deskbell::actions::upkeep;
use deskbell::domain::{InboxId, Timestamp};
use deskbell::store::MailLately;
use serde_json::json;

fn prunes(desk: &Desk) {
    desk.http.runtime.block_on(upkeep::prune(desk.app())).expect("pruned");
}

/// How many automatic answers, and how many mails, are known to have gone to this address.
fn known(desk: &Desk, inbox: &ByMail, address: &str) -> (usize, usize) {
    let (view, inbox) = (desk.app().store.view().expect("a view"), InboxId(inbox.inbox));
    let answers = view.mail_answers(inbox, address).expect("answers");
    (answers.len(), view.mails_sent_to(inbox, address).expect("mails").len())
}

/// Whether nothing is kept of any address.
fn is_forgotten(desk: &Desk, what: MailLately) -> bool {
    let look = desk
        .app()
        .store
        .write(move |writer| writer.prune_mail_lately(what, Vec::new(), Timestamp(0), 1));
    desk.http.runtime.block_on(look).expect("a look").is_none()
}

#[test]
fn whom_mails_went_to_is_forgotten_once_nobody_asks() {
    let desk = Desk::open();
    desk.queue_says(1, json!({"acknowledgement": "We have your message."}));
    let inbox = ByMail::of(&desk, &Ways::usual(), &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}@customer.test", ana.mailbox.name), "Hello", "Hello?");
    ana.mailbox.has_mails(1);
    let address = ana.address();
    until("it is known", || known(&desk, &inbox, &address) == (1, 1));
    desk.moves_its_own_clock(hours(2));
    prunes(&desk);
    assert_eq!(known(&desk, &inbox, &address), (1, 1), "its limits still count it");
    desk.moves_its_own_clock(hours(2));
    prunes(&desk);
    assert_eq!(known(&desk, &inbox, &address), (0, 1), "a notice may still be about it");
    assert!(is_forgotten(&desk, MailLately::Answers) && !is_forgotten(&desk, MailLately::Sent));
    desk.moves_its_own_clock(hours(5 * 24));
    prunes(&desk);
    assert_eq!(known(&desk, &inbox, &address), (0, 0));
    assert!(is_forgotten(&desk, MailLately::Sent));
}
