//! Connections that break at each stage: every mail is there once all the same.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use crate::mails::servers::servers;
use serde_json::json;

#[test]
fn a_mail_that_breaks_off_before_its_end_goes_out_later_and_once() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.smtp_port);
    let ways = Ways { smtp_port: proxy.port, ..usual };
    let inbox = ByMail::of(&desk, &ways, &json!({}));
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}@customer.test", ana.mailbox.name), "Hello", "Hello?");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    let stages = ["EHLO ", "AUTH ", "MAIL FROM", "RCPT TO", "DATA\r\n"];
    let breaks = stages.iter().flat_map(|words| [(words, Then::Cut), (words, Then::CutAtAnswer)]);
    for (number, (words, then)) in breaks.enumerate() {
        let before = proxy.said();
        proxy.when(Said::ByDesk, words, then);
        let sent = desk.admin.replies(id, &format!("Answer {number}."));
        until("it breaks off", || proxy.said() > before);
        proxy.heal();
        until("it goes out", || {
            desk.moves_the_clock(minutes(2));
            desk.admin.entry(id, &sent["id"])["delivery"]["status"] == "sent"
        });
        assert_eq!(ana.mailbox.has_mails(number + 1).len(), number + 1, "{words} {then:?}");
    }
}

#[test]
fn a_mail_that_breaks_off_while_it_is_fetched_comes_whole_and_once() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.imap_port);
    let inbox = ByMail::of(&desk, &Ways { imap_port: proxy.port, ..usual }, &json!({}));
    let ana = Correspondent::new("Ana");
    let long = "A line of a mail that is longer than one piece.\r\n".repeat(4_000);
    let breaks = [
        (Said::ByDesk, "UID SEARCH", Then::Cut),
        (Said::ByServer, "* SEARCH", Then::Cut),
        (Said::ByDesk, "RFC822.SIZE", Then::CutAtAnswer),
        (Said::ByDesk, "BODY.PEEK[]", Then::Cut),
        (Said::ByServer, "The end of it.", Then::Cut),
        (Said::ByDesk, "DONE", Then::CutAtAnswer),
        (Said::ByDesk, "LOGIN", Then::Cut),
        (Said::ByDesk, "LOGIN", Then::CutAtAnswer),
        (Said::ByDesk, "SELECT", Then::CutAtAnswer),
        (Said::ByDesk, "EXAMINE", Then::CutAtAnswer),
        (Said::ByDesk, "IDLE", Then::Cut),
    ];
    for (number, (said, words, then)) in breaks.iter().copied().enumerate() {
        let goes_on = || {
            desk.moves_the_clock(seconds(30));
            inbox.state(&desk)["fetching"]["status"] == "idle"
        };
        until("it waits for mails", goes_on);
        let before = proxy.said();
        proxy.when(said, words, then);
        if ["LOGIN", "SELECT", "EXAMINE", "IDLE"].contains(&words) {
            proxy.cut();
        }
        let id = format!("{}-{number}@customer.test", ana.mailbox.name);
        ana.writes(&inbox, &id, &format!("Mail {number}"), &format!("{long}The end of it."));
        // A folder that is not written to is examined, another one is selected.
        let is_of_the_other = ["SELECT", "EXAMINE"].contains(&words);
        until("it breaks off, and comes later", || {
            let came = inbox.conversations(&desk).len() == number + 1;
            if proxy.said() > before {
                proxy.heal();
            }
            if !came {
                desk.moves_the_clock(seconds(30));
            }
            came && (is_of_the_other || proxy.said() > before)
        });
        proxy.heal();
    }
    let counts = inbox.state(&desk)["counts"].clone();
    assert_eq!((&counts["done"], &counts["duplicates"]), (&json!(breaks.len()), &json!(0)));
    for conversation in inbox.conversations(&desk) {
        let texts = desk.admin.reads(number(&conversation["id"]));
        assert!(texts.iter().any(|text| text.ends_with("The end of it.")), "whole");
    }
}

#[test]
fn a_token_that_ends_while_mails_are_waited_for_is_renewed() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let proxy = Proxy::to(usual.imap_port);
    let mailbox = servers().mailbox("support");
    let inbox = ByMail::with_tokens(&desk, mailbox, proxy.port, &servers().token_url());
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}-1@customer.test", ana.mailbox.name), "One", "First.");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
    for given in servers().tokens_given(&inbox.mailbox.name) {
        servers().revoke(&given);
    }
    let connections = proxy.connections();
    proxy.cut();
    ana.writes(&inbox, &format!("{}-2@customer.test", ana.mailbox.name), "Two", "Second.");
    until("the second is there", || {
        desk.moves_the_clock(seconds(30));
        inbox.conversations(&desk).len() == 2
    });
    assert!(proxy.connections() > connections);
    assert_eq!(desk.admin.get(&format!("/inboxes/{}", inbox.inbox)).is(200)["status"], "ok");
    desk.admin.accepts(id);
    desk.admin.replies(id, "Here.");
    ana.mailbox.has_mails(1);
    // Taken back before its time: one that SMTP refuses is renewed as well.
    for given in servers().tokens_given(&inbox.mailbox.name) {
        servers().revoke(&given);
    }
    desk.admin.replies(id, "And more.");
    ana.mailbox.has_mails(2);
    assert_eq!(desk.admin.get(&format!("/inboxes/{}", inbox.inbox)).is(200)["status"], "ok");
}

#[test]
fn a_server_that_takes_no_token_stops_the_inbox_though_each_renews_what_renews_it() {
    let desk = Desk::open();
    let usual = Ways::usual();
    let mailbox = servers().mailbox("support");
    // Theirs are not this mailbox's tokens: the server refuses every one.
    let user = format!("turning-{}", mailbox.name);
    let change = json!({
        "smtp": {"host": "127.0.0.1", "port": usual.smtp_port, "tls": "none", "auth": "oauth2",
            "username": mailbox.name},
        "oauth": {"provider": "other", "client_id": "desk", "client_secret": "a client's",
            "refresh_token": format!("refresh-of-{user}"),
            "token_url": servers().token_url(), "scope": "mail"},
    });
    let inbox = ByMail::with(&desk, mailbox, &usual, &change);
    let ana = Correspondent::new("Ana");
    ana.writes(&inbox, &format!("{}-1@customer.test", ana.mailbox.name), "One", "First.");
    let id = number(&inbox.has_conversations(&desk, 1)[0]["id"]);
    desk.admin.accepts(id);
    let sent = desk.admin.replies(id, "Here.");
    let path = format!("/inboxes/{}", inbox.inbox);
    until("the inbox stops", || desk.admin.get(&path).is(200)["status"] == "stopped");
    assert_eq!(servers().tokens_given(&user).len(), 2, "one, and one more in its place");
    assert_eq!(desk.admin.entry(id, &sent["id"])["delivery"]["status"], "queued");
}
