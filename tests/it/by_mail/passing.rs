//! Mails that their server does not hand out: those behind them come, and so do they, once it does.

use super::*;
use crate::desk::*;
use crate::mails::script::script;
use crate::mails::servers::servers;
use deskbell::domain::InboxId;
use serde_json::json;

/// What the server says whatever it says of its first mail.
macro_rules! with_first {
    ($first:expr) => {
        &[
            ("LOGIN", b"TAG OK in\r\n"),
            ("CAPABILITY", b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"),
            ("EXAMINE", b"* 2 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\nTAG OK open\r\n"),
            ("SEARCH SINCE", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
            ("SEARCH UID 1:", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
            ("SEARCH UID 2:", b"* SEARCH 2\r\nTAG OK done\r\n"),
            ("SEARCH UID 3:", b"* SEARCH\r\nTAG OK done\r\n"),
            ("SEARCH", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
            ("UID FETCH 1 (UID RFC822", b"* 1 FETCH (UID 1 RFC822.SIZE 52)\r\nTAG OK done\r\n"),
            ("UID FETCH 1 (UID BODY", $first),
            ("UID FETCH 2 (UID RFC822", b"* 2 FETCH (UID 2 RFC822.SIZE 53)\r\nTAG OK done\r\n"),
            (
                "UID FETCH 2 (UID BODY[]<",
                b"* 2 FETCH (UID 2 BODY[]<0> {53}\r\nFrom: ana@customer.test\r\nSubject: The second\r\n\r\nTwo\r\n)\r\nTAG OK done\r\n",
            ),
            (
                "UID FETCH 2 (UID BODY",
                b"* 2 FETCH (UID 2 BODY[] {53}\r\nFrom: ana@customer.test\r\nSubject: The second\r\n\r\nTwo\r\n)\r\nTAG OK done\r\n",
            ),
            ("IDLE", b"+ idling\r\n"),
        ]
    };
}

const DAMAGED: &[(&str, &[u8])] =
    with_first!(b"TAG NO [UNAVAILABLE] Temporary problem with this item, try again\r\n");
const MENDED: &[(&str, &[u8])] = with_first!(
    b"* 1 FETCH (UID 1 BODY[] {52}\r\nFrom: ana@customer.test\r\nSubject: The first\r\n\r\nOne\r\n)\r\nTAG OK done\r\n"
);

#[test]
fn a_mail_that_is_put_off_for_ever_keeps_no_others_waiting_and_comes_once_it_can() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    let ways = Ways { imap_port: script(b"* OK ready\r\n", DAMAGED), ..Ways::usual() };
    let inbox = ByMail::with(&desk, mailbox, &ways, &json!({}));
    until("the second is there", || {
        desk.moves_the_clock(minutes(5));
        inbox.conversations(&desk).len() == 1
    });
    let counts = inbox.state(&desk)["counts"].clone();
    assert_eq!((&counts["skipped"], &counts["done"]), (&json!(1), &json!(1)), "{counts}");
    let port = script(b"* OK ready\r\n", MENDED);
    let path = format!("/inboxes/{}", inbox.inbox);
    let health = || desk.app().mailboxes.health(InboxId(inbox.inbox));
    until("the first is there after all", || {
        // After an hour without a look it is looked for.
        desk.moves_the_clock(hours(2));
        let now = desk.app().clock.now();
        let name = format!("At {}", now.0);
        let change = json!({"email": {"from_name": name, "imap": {"port": port}}});
        desk.admin.patch(&path, change).is(200);
        until("it is looked at anew", || health().started_at == Some(now));
        until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
        inbox.conversations(&desk).len() == 2
    });
    let counts = inbox.state(&desk)["counts"].clone();
    assert_eq!((&counts["skipped"], &counts["done"]), (&json!(0), &json!(2)), "{counts}");
}
