//! Servers whose numbers of mails are good for one connection alone.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use crate::mails::script::script;
use crate::mails::servers::servers;
use serde_json::json;

/// More than one look at the mailbox asks.
const QUESTIONS_OF_A_LOOK: usize = 10;

const WITHOUT: &[(&str, &[u8])] = &[
    ("LOGIN", b"TAG OK in\r\n"),
    ("CAPABILITY", b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"),
    ("EXAMINE", b"* 1 EXISTS\r\nTAG OK open\r\n"),
    ("SEARCH SINCE", b"* SEARCH 1\r\nTAG OK done\r\n"),
    ("SEARCH UID 1:", b"* SEARCH 1\r\nTAG OK done\r\n"),
    ("SEARCH UID 2:", b"* SEARCH\r\nTAG OK done\r\n"),
    ("SEARCH", b"* SEARCH 1\r\nTAG OK done\r\n"),
    ("UID FETCH 1 (UID RFC822", b"* 1 FETCH (UID 1 RFC822.SIZE 52)\r\nTAG OK done\r\n"),
    (
        "UID FETCH 1 (UID BODY",
        b"* 1 FETCH (UID 1 BODY[] {52}\r\nFrom: ana@customer.test\r\nSubject: The first\r\n\r\nOne\r\n)\r\nTAG OK done\r\n",
    ),
    ("IDLE", b"+ idling\r\n"),
];

/// Another mail lies at the number of the first, which has another one by now.
const ZERO: &[(&str, &[u8])] = &[
    ("LOGIN", b"TAG OK in\r\n"),
    ("CAPABILITY", b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"),
    ("EXAMINE", b"* 2 EXISTS\r\n* OK [UIDVALIDITY 0] x\r\nTAG OK open\r\n"),
    ("SEARCH SINCE", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
    ("SEARCH UID 1:", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
    ("SEARCH UID 2:", b"* SEARCH 2\r\nTAG OK done\r\n"),
    ("SEARCH UID 3:", b"* SEARCH\r\nTAG OK done\r\n"),
    ("SEARCH", b"* SEARCH 1 2\r\nTAG OK done\r\n"),
    ("UID FETCH 1 (UID RFC822", b"* 1 FETCH (UID 1 RFC822.SIZE 53)\r\nTAG OK done\r\n"),
    (
        "UID FETCH 1 (UID BODY",
        b"* 1 FETCH (UID 1 BODY[] {53}\r\nFrom: ana@customer.test\r\nSubject: The second\r\n\r\nTwo\r\n)\r\nTAG OK done\r\n",
    ),
    ("UID FETCH 2 (UID RFC822", b"* 2 FETCH (UID 2 RFC822.SIZE 52)\r\nTAG OK done\r\n"),
    (
        "UID FETCH 2 (UID BODY",
        b"* 2 FETCH (UID 2 BODY[] {52}\r\nFrom: ana@customer.test\r\nSubject: The first\r\n\r\nOne\r\n)\r\nTAG OK done\r\n",
    ),
    ("IDLE", b"+ idling\r\n"),
];

/// A way to it on which the questions for its mails are counted.
fn counted(port: u16) -> Proxy {
    let proxy = Proxy::to(port);
    proxy.when(Said::ByDesk, "SEARCH", Then::Pass);
    proxy
}

/// It waits for news, and asks for none.
fn is_at_rest(desk: &Desk, inbox: &ByMail, proxy: &Proxy) {
    let is_idle = || inbox.state(desk)["fetching"]["status"] == "idle";
    until("it waits for news", is_idle);
    assert!((0..50).all(|_| is_idle()));
    assert!(proxy.said() < QUESTIONS_OF_A_LOOK, "{} questions", proxy.said());
}

#[test]
fn a_server_that_numbers_its_mails_anew_each_time_loses_and_doubles_none() {
    let desk = Desk::open();
    let mailbox = servers().mailbox("support");
    let proxy = counted(script(b"* OK ready\r\n", WITHOUT));
    let ways = Ways { imap_port: proxy.port, ..Ways::usual() };
    let inbox = ByMail::with(&desk, mailbox, &ways, &json!({}));
    inbox.has_taken(&desk, 1);
    is_at_rest(&desk, &inbox, &proxy);

    desk.moves_the_clock(seconds(30));
    let proxy = counted(script(b"* OK ready\r\n", ZERO));
    let change = json!({"email": {"imap": {"port": proxy.port}}});
    desk.admin.patch(&format!("/inboxes/{}", inbox.inbox), change).is(200);
    inbox.has_taken(&desk, 3);
    let subjects = inbox.conversations(&desk);
    let subjects: Vec<_> = subjects.iter().map(|one| one["subject"].clone()).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(["The first", "The second"].iter().all(|one| subjects.contains(&json!(one))));
    assert_eq!(inbox.state(&desk)["counts"]["duplicates"], 1);
    is_at_rest(&desk, &inbox, &proxy);
}
