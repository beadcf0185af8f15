//! A mailbox over IMAP, with Dovecot.

use super::mailbox::Mailbox;
use super::servers::{Flavour, servers};
use deskbell::channels::email::imap::{IdleWaits, Imap, SpecialUse, Woken};
use deskbell::channels::email::server::{Kind, Tls};
use deskbell::clock::Clock;
use deskbell::domain::Timestamp;
use deskbell::domain::time::{DAY_MS, HOUR_MS};
use std::future::pending;
use std::time::Duration;

const INBOX: &str = "INBOX";
const MAIL: &[u8] = b"From: customer@customer.test\r\nSubject: Hello\r\nMessage-ID: <a.1@customer.test>\r\n\r\nHello there\r\n";

async fn connected(mailbox: &Mailbox) -> Imap {
    Imap::connect(&mailbox.imap(), &mailbox.login()).await.expect("signed in")
}

fn now() -> Timestamp {
    Clock::System.now()
}

#[tokio::test]
async fn a_mailbox_is_reached_by_each_encryption_and_each_way_of_signing_in() {
    let mailbox = servers().mailbox("support");
    let odd = servers().mailbox("umlaut");
    for tls in [Tls::None, Tls::Starttls, Tls::Implicit] {
        let server = servers().imap(tls, Flavour::Usual);
        for login in [mailbox.login(), mailbox.token_login(&mailbox.token()), odd.login()] {
            let imap = Imap::connect(&server, &login).await;
            let mut imap = imap.unwrap_or_else(|trouble| panic!("{tls:?} {login:?}: {trouble}"));
            let selected = imap.select(INBOX, true).await.expect("a folder");
            assert!(selected.uid_validity > 0, "{selected:?}");
            assert_eq!(selected.uid_next, Some(1));
            imap.logout().await;
        }
    }
}

#[tokio::test]
async fn new_mails_are_found_behind_the_last_one_and_stay_unread() {
    let mailbox = servers().mailbox("support");
    mailbox.put(MAIL);
    mailbox.put(b"Subject: Second\r\n\r\nbody\r\n");
    let mut imap = connected(&mailbox).await;
    let selected = imap.select(INBOX, false).await.expect("a folder");
    assert_eq!(selected.uid_next, Some(3));
    assert_eq!(imap.uids_after(0).await, Ok(vec![1, 2]));
    assert_eq!(imap.uids_after(1).await, Ok(vec![2]));
    assert_eq!(imap.uids_after(2).await, Ok(vec![]), "not the last one again");
    assert_eq!(imap.uids_after(u32::MAX).await, Ok(vec![]));
    assert_eq!(imap.highest_uid().await, Ok(2));
    assert_eq!(imap.uids_since(now()).await, Ok(vec![1, 2]));
    assert_eq!(imap.uids_since(now().plus_ms(3 * DAY_MS)).await, Ok(vec![]));

    let described = imap.describe(1).await.expect("an answer").expect("a mail");
    assert_eq!(described.size, MAIL.len() as u64);
    assert!(
        described.internal_date.is_some_and(|at| now().ms_since(at).abs() < HOUR_MS),
        "{described:?}"
    );
    assert_eq!(imap.whole(1, described.size).await.expect("an answer").as_deref(), Some(MAIL));
    assert_eq!(imap.beginning(1, 10).await.expect("an answer").as_deref(), MAIL.get(..10));
    assert!(mailbox.flags().iter().all(|flags| flags.is_empty()), "reading is no sign for people");

    mailbox.deliver(MAIL);
    imap.noop().await.expect("an answer");
    assert_eq!(imap.uids_after(2).await, Ok(vec![3]), "also what came meanwhile");
    let size = mailbox.mails().last().expect("a mail").bytes.len() as u64;
    let came = imap.whole(3, size).await.expect("an answer").expect("a mail");
    assert!(String::from_utf8_lossy(&came).contains("Return-path: <customer@customer.test>"));
}

#[tokio::test]
async fn an_empty_mailbox_has_no_mails() {
    let mut imap = connected(&servers().mailbox("empty")).await;
    imap.select(INBOX, true).await.expect("a folder");
    assert_eq!(imap.uids_after(0).await, Ok(vec![]));
    assert_eq!(imap.highest_uid().await, Ok(0));
    assert_eq!(imap.describe(1).await, Ok(None));
}

#[tokio::test]
async fn a_large_mail_comes_in_pieces_and_whole() {
    let mailbox = servers().mailbox("support");
    let line = [b"x".repeat(70).as_slice(), b"\r\n"].concat();
    let head = b"Subject: Large\r\n\r\n".as_slice();
    let mails = [
        // More than is fetched at once, exactly as many pieces, and one byte more than that.
        [head, &line.repeat(90_000)].concat(),
        [head, &b"y".repeat((6 << 20) - head.len())].concat(),
        [head, &b"y".repeat((6 << 20) - head.len() + 1)].concat(),
    ];
    let mut imap = {
        mails.iter().for_each(|mail| mailbox.put(mail));
        connected(&mailbox).await
    };
    imap.select(INBOX, true).await.expect("a folder");
    for (uid, mail) in (1..).zip(&mails) {
        for announced in [mail.len() as u64, mail.len() as u64 - 40_000] {
            let came = imap.whole(uid, announced).await.expect("an answer").expect("a mail");
            assert!(came == *mail, "{uid}: {} of {} bytes", came.len(), mail.len());
        }
    }
}

#[tokio::test]
async fn a_mail_that_is_gone_is_told_as_gone() {
    let mailbox = servers().mailbox("support");
    mailbox.put(MAIL);
    let mut imap = connected(&mailbox).await;
    imap.select(INBOX, true).await.expect("a folder");
    let mut other = connected(&mailbox).await;
    other.select(INBOX, false).await.expect("a folder");
    assert_eq!(imap.uids_after(0).await, Ok(vec![1]));
    other.move_to(1, "Junk").await.expect("moved by somebody else");
    imap.noop().await.expect("an answer");
    assert_eq!(imap.describe(1).await, Ok(None));
    assert_eq!(imap.whole(1, 100).await, Ok(None));
    assert_eq!(imap.whole(1, 100 << 20).await, Ok(None));
}

#[tokio::test]
async fn a_fetched_mail_can_be_marked_as_read_and_moved() {
    for flavour in [Flavour::Usual, Flavour::Old] {
        let mailbox = servers().mailbox("support");
        mailbox.put(MAIL);
        mailbox.put(b"Subject: Stays\r\n\r\nhere\r\n");
        let server = servers().imap(Tls::None, flavour);
        let mut imap = Imap::connect(&server, &mailbox.login()).await.expect("signed in");
        imap.select(INBOX, false).await.expect("a folder");
        imap.mark_seen(1).await.expect("marked");
        assert_eq!(mailbox.flags(), ["S", ""]);
        let refused = imap.move_to(1, "Nowhere").await.expect_err("no such folder");
        assert_eq!(refused.kind, Kind::Refused, "{refused}");
        imap.move_to(1, "Junk").await.expect("moved");
        assert_eq!(imap.uids_after(0).await, Ok(vec![2]), "{flavour:?}");
        let moved = mailbox.mails_in("Junk");
        assert_eq!(moved.len(), 1);
        assert_eq!(moved[0].bytes, MAIL);
        imap.logout().await;
    }
}

#[tokio::test]
async fn folders_have_names_for_people_and_a_use() {
    let mailbox = servers().mailbox("support");
    mailbox.put(MAIL);
    mailbox.make_folder("Entw&APw-rfe");
    mailbox.make_folder("A &- B");
    let mut imap = connected(&mailbox).await;
    let folders = imap.folders().await.expect("folders");
    let of = |name: &str| folders.iter().find(|folder| folder.name == name);
    for name in [INBOX, "Entwürfe", "A & B"] {
        assert!(of(name).is_some_and(|folder| folder.special_use.is_none()), "{name}: {folders:?}");
        imap.select(name, true).await.unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
    }
    assert_eq!(of("Junk").and_then(|folder| folder.special_use), Some(SpecialUse::Junk));
    assert_eq!(imap.sent_folder().await, Ok(Some("Sent".to_owned())));
    for odd in ["Nowhere", "x\r\nA9 LOGOUT", "a\"b\\", "\0", "%", ""] {
        let trouble = imap.select(odd, true).await.expect_err(odd);
        assert_eq!(trouble.kind, Kind::Refused, "{odd:?}: {trouble}");
    }
    imap.noop().await.expect("still good");
}

#[tokio::test]
async fn a_copy_of_what_was_sent_is_stored_and_found() {
    let mailbox = servers().mailbox("support");
    let mut imap = connected(&mailbox).await;
    assert_eq!(imap.has_mail("Sent", "a.1@customer.test").await, Ok(false));
    imap.append("Sent", MAIL).await.expect("stored");
    let refused = imap.append("Nowhere", MAIL).await.expect_err("no such folder");
    assert_eq!(refused.kind, Kind::Refused, "{refused}");
    assert_eq!(imap.has_mail("Sent", "a.1@customer.test").await, Ok(true));
    assert_eq!(imap.has_mail("Sent", ".1@customer.test").await, Ok(false), "the whole id");
    let trouble = imap.has_mail("Sent", "x>\"\r\nA9 LOGOUT").await.expect_err("no id");
    assert_eq!(trouble.kind, Kind::Refused, "{trouble}");
    let large = [MAIL, &b"Line of text\r\n".repeat(100_000)].concat();
    imap.append("Sent", &large).await.expect("stored");
    let stored = mailbox.mails_in("Sent");
    assert_eq!(stored.len(), 2);
    assert!(stored.iter().all(|mail| mail.flags == "S"), "read already");
    assert!(stored[0].bytes == MAIL, "{} bytes", stored[0].bytes.len());
    assert!(stored[1].bytes == large, "the same bytes");
}

#[tokio::test]
async fn new_mail_wakes_who_waits() {
    let mailbox = servers().mailbox("support");
    let mut imap = connected(&mailbox).await;
    assert!(imap.has_idle());
    imap.select(INBOX, true).await.expect("a folder");
    let (woken, ()) = tokio::join!(imap.idle(IdleWaits::USUAL, pending()), async {
        let address = mailbox.address();
        let sending = move || servers().send("customer@customer.test", &address, MAIL);
        tokio::task::spawn_blocking(sending).await.expect("sent");
    });
    assert_eq!(woken, Ok(Woken::News));
    assert_eq!(imap.uids_after(0).await, Ok(vec![1]));

    assert_eq!(imap.idle(IdleWaits::USUAL, async {}).await, Ok(Woken::Asked));
    for waits in [
        IdleWaits { silence: Duration::from_millis(30), ..IdleWaits::USUAL },
        IdleWaits { longest: Duration::from_millis(30), ..IdleWaits::USUAL },
    ] {
        assert_eq!(imap.idle(waits, pending()).await, Ok(Woken::Quiet));
    }
    assert_eq!(imap.uids_after(0).await, Ok(vec![1]), "good for more");
}

#[tokio::test]
async fn what_was_told_before_one_waits_is_not_waited_for() {
    let mailbox = servers().mailbox("support");
    let mut imap = connected(&mailbox).await;
    imap.select(INBOX, true).await.expect("a folder");
    assert_eq!(imap.uids_after(0).await, Ok(vec![]));
    mailbox.deliver(MAIL);
    imap.noop().await.expect("the answer that tells of it");
    assert_eq!(imap.idle(IdleWaits::USUAL, pending()).await, Ok(Woken::News));
    assert_eq!(imap.uids_after(0).await, Ok(vec![1]));
    assert_eq!(imap.idle(IdleWaits::USUAL, async {}).await, Ok(Woken::Asked));
}

#[tokio::test]
async fn a_server_without_idle_says_so() {
    let mailbox = servers().mailbox("support");
    let server = servers().imap(Tls::None, Flavour::Old);
    let mut imap = Imap::connect(&server, &mailbox.login()).await.expect("signed in");
    assert!(!imap.has_idle());
    imap.select(INBOX, true).await.expect("a folder");
    mailbox.deliver(MAIL);
    imap.noop().await.expect("an answer");
    assert_eq!(imap.uids_after(0).await, Ok(vec![1]));
}

#[tokio::test]
async fn a_folder_that_was_numbered_anew_is_known_by_its_validity() {
    let mailbox = servers().mailbox("support");
    mailbox.put(MAIL);
    let mut imap = connected(&mailbox).await;
    let before = imap.select(INBOX, true).await.expect("a folder");
    imap.logout().await;
    mailbox.forget_numbers();
    let mut imap = connected(&mailbox).await;
    let after = imap.select(INBOX, true).await.expect("a folder");
    assert_ne!(before.uid_validity, after.uid_validity);
    assert_eq!(imap.uids_after(0).await, Ok(vec![1]));
}
