//! What can go wrong with a mailbox, and that nothing of it is taken for "there is nothing".

use super::proxy::{Proxy, Said, Then};
use super::script::script;
use super::servers::{Flavour, servers};
use deskbell::channels::email::imap::{IdleWaits, Imap};
use deskbell::channels::email::server::{Kind, Login, Server, Stage, Tls, Trouble, Waits};
use deskbell::channels::secret::Secret;
use std::future::pending;
use std::net::TcpListener;
use std::time::Duration;

const MAIL: &[u8] = b"Subject: Hello\r\n\r\nHello there\r\n";
const SHORT: Duration = Duration::from_millis(300);

fn login() -> Login {
    Login::Password { user: "support".into(), password: Secret::new("hunter2-secret") }
}

fn local(port: u16, tls: Tls) -> Server {
    Server { host: "127.0.0.1".into(), port, tls, ca: None, waits: Waits::USUAL }
}

/// For servers that say nothing at all.
fn hastily(server: Server) -> Server {
    let waits = Waits { connect: SHORT, greeting: SHORT, command: SHORT, ..Waits::USUAL };
    Server { waits, ..server }
}

async fn trouble(server: &Server, login: &Login) -> Trouble {
    match Imap::connect(server, login).await {
        Ok(_) => panic!("connected to {server:?}"),
        Err(trouble) => trouble,
    }
}

#[tokio::test]
async fn a_wrong_password_or_token_is_told_apart_and_not_repeated() {
    let mailbox = servers().mailbox("support");
    let revoked = format!("{}.77", mailbox.token());
    servers().revoke(&revoked);
    for login in [
        Login::Password { user: mailbox.name.clone(), password: Secret::new("wrong-password") },
        Login::Password { user: mailbox.name.clone(), password: Secret::new("wrong-pässword") },
        mailbox.token_login("wrong-token"),
        mailbox.token_login(&revoked),
        Login::Password { user: "a\r\nb".into(), password: Secret::new("wrong-password") },
    ] {
        let trouble = trouble(&mailbox.imap(), &login).await;
        assert_eq!((trouble.stage, trouble.kind), (Stage::SignIn, Kind::SignIn), "{trouble}");
        assert!(!trouble.text.contains("wrong-"), "{trouble}");
        assert!(!trouble.text.contains(&revoked), "{trouble}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_password_does_not_bring_it_into_our_words() {
    let port = script(
        b"* OK ready\r\n",
        &[
            ("CAPABILITY", b"* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n"),
            ("LOGIN", b"TAG BAD unknown: LOGIN support hunter2-secret\r\n"),
        ],
    );
    let trouble = trouble(&local(port, Tls::None), &login()).await;
    assert_eq!(trouble.kind, Kind::SignIn);
    assert!(trouble.text.contains("unknown: LOGIN support …"), "{trouble}");
}

#[tokio::test]
async fn a_server_that_asks_without_end_is_answered_three_times() {
    let port = script(
        b"* OK ready\r\n",
        &[
            ("CAPABILITY", b"* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n"),
            ("AUTHENTICATE", b"+ \r\n+ \r\n+ \r\n+ \r\n+ \r\n"),
        ],
    );
    let login = Login::Password { user: "support".into(), password: Secret::new("pässword") };
    let trouble = trouble(&local(port, Tls::None), &login).await;
    assert_eq!((trouble.stage, trouble.kind), (Stage::SignIn, Kind::Broken), "{trouble}");
}

#[tokio::test]
async fn too_many_connections_are_no_wrong_password() {
    let mailbox = servers().mailbox("support");
    let server = servers().imap(Tls::None, Flavour::Narrow);
    let first = Imap::connect(&server, &mailbox.login()).await.expect("the first one");
    let refused = trouble(&server, &mailbox.login()).await;
    assert_eq!(refused.kind, Kind::Throttled, "{refused}");
    assert!(refused.text.contains("[LIMIT]"), "{refused}");
    first.logout().await;
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let mailbox = servers().mailbox("support");
    for tls in [Tls::Implicit, Tls::Starttls] {
        let server = Server { ca: None, ..servers().imap(tls, Flavour::Usual) };
        let refused = trouble(&server, &mailbox.login()).await;
        assert_eq!((refused.stage, refused.kind), (Stage::Tls, Kind::Insecure), "{refused}");
        let server = Server { ca: Some("no certificate".into()), ..server };
        let refused = trouble(&server, &mailbox.login()).await;
        assert_eq!(refused.kind, Kind::Insecure, "{refused}");
    }
    // The right authority vouches for another host.
    let of_other =
        Server { host: "127.0.0.4".into(), ..servers().imap(Tls::Implicit, Flavour::Usual) };
    let proxy = Proxy::at(of_other.host.as_str(), servers().ports.imaps);
    let server = Server { port: proxy.port, ..of_other };
    let refused = trouble(&server, &mailbox.login()).await;
    assert_eq!((refused.stage, refused.kind), (Stage::Tls, Kind::Insecure), "{refused}");
    assert!(refused.text.contains("it is for another host"), "{refused}");
}

#[tokio::test]
async fn the_very_certificate_of_a_server_can_be_trusted() {
    let mailbox = servers().mailbox("support");
    for tls in [Tls::Implicit, Tls::Starttls] {
        let usual = servers().imap(tls, Flavour::Usual);
        // Whatever name it is for.
        let proxy = Proxy::at("127.0.0.4", usual.port);
        let certificate = Some(servers().certificate());
        let server =
            Server { host: "127.0.0.4".into(), port: proxy.port, ca: certificate, ..usual };
        let imap = Imap::connect(&server, &mailbox.login()).await;
        imap.unwrap_or_else(|trouble| panic!("{tls:?}: {trouble}")).logout().await;
    }
}

#[tokio::test]
async fn nothing_is_said_in_the_open_that_should_be_encrypted() {
    let without = script(b"* OK ready\r\n", &[("STARTTLS", b"TAG BAD what?\r\n")]);
    let injecting =
        script(b"* OK ready\r\n", &[("STARTTLS", b"TAG OK go\r\n* PREAUTH come in\r\n")]);
    for port in [without, injecting] {
        let refused = trouble(&local(port, Tls::Starttls), &login()).await;
        assert_eq!((refused.stage, refused.kind), (Stage::Tls, Kind::Insecure), "{refused}");
    }
}

#[tokio::test]
async fn what_is_no_mail_server_is_told_as_that() {
    let nobody =
        TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one").port();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port_of_silent = silent.local_addr().expect("an address").port();
    let web = script(b"HTTP/1.1 400 Bad Request\r\n\r\n", &[]);
    let closing = script(b"* BYE too many, try later\r\n", &[]);
    for (server, stage, kind) in [
        (local(nobody, Tls::None), Stage::Reaching, Kind::Unreachable),
        (hastily(local(port_of_silent, Tls::None)), Stage::Greeting, Kind::Unreachable),
        (hastily(local(port_of_silent, Tls::Implicit)), Stage::Tls, Kind::Unreachable),
        (local(web, Tls::None), Stage::Greeting, Kind::Broken),
        (local(closing, Tls::None), Stage::Greeting, Kind::Throttled),
        (local(servers().ports.smtp, Tls::None), Stage::Greeting, Kind::Broken),
        (local(servers().ports.imap, Tls::Implicit), Stage::Tls, Kind::Broken),
    ] {
        let trouble = trouble(&server, &login()).await;
        assert_eq!((trouble.stage, trouble.kind), (stage, kind), "{server:?}: {trouble}");
    }
    let unknown = Server { host: "no-such-host.invalid".into(), ..local(143, Tls::None) };
    assert_eq!(trouble(&unknown, &login()).await.kind, Kind::Unreachable);
}

#[tokio::test]
async fn a_connection_lost_while_fetching_is_no_mail_that_is_gone() {
    let mailbox = servers().mailbox("support");
    mailbox.put(MAIL);
    for (said, then) in [
        (Said::ByServer, Then::Cut),
        (Said::ByServer, Then::Stall),
        (Said::ByDesk, Then::CutAtAnswer),
    ] {
        let proxy = Proxy::to(servers().ports.imap);
        let server = local(proxy.port, Tls::None);
        let mut imap = Imap::connect(&server, &mailbox.login()).await.expect("signed in");
        imap.select("INBOX", true).await.expect("a folder");
        proxy.when(said, "BODY", then);
        let (lost, ()) = tokio::join!(imap.whole(1, MAIL.len() as u64), async {
            if then == Then::Stall {
                tokio::time::timeout(SHORT, pending::<()>()).await.expect_err("some time passes");
                proxy.cut();
            }
        });
        let lost = lost.expect_err("lost");
        assert_eq!(lost.stage, Stage::Fetching, "{then:?}: {lost}");
        assert!(matches!(lost.kind, Kind::Broken | Kind::Unreachable), "{then:?}: {lost}");
        assert!(!imap.is_good());
        let again = imap.uids_after(0).await.expect_err("not usable any more");
        assert_eq!(again.kind, Kind::Broken, "{again}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_ends_the_connection() {
    let silent: &[(&str, &[u8])] = &[
        ("CAPABILITY", b"* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n"),
        ("LOGIN", b"TAG OK in\r\n"),
        ("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {100}\r\nhalf"),
    ];
    let waits = Waits { command: 5 * SHORT, ..Waits::USUAL };
    let server = Server { waits, ..local(script(b"* OK ready\r\n", silent), Tls::None) };
    let mut imap = Imap::connect(&server, &login()).await.expect("signed in");
    let late = imap.whole(1, 100).await.expect_err("too late");
    assert_eq!((late.stage, late.kind), (Stage::Fetching, Kind::Unreachable), "{late}");
    assert!(!imap.is_good());
}

#[tokio::test]
async fn a_refusal_or_an_end_while_fetching_is_no_mail_that_is_gone() {
    for (answer, kind, is_good) in [
        (&b"TAG NO [SERVERBUG] Internal error\r\n"[..], Kind::Refused, true),
        (b"TAG NO [LIMIT] slow down\r\n", Kind::Throttled, true),
        (b"CLOSE", Kind::Broken, false),
        (b"* 1 FETCH (UID 1 BODY[] {100}\r\nhalfCLOSE", Kind::Broken, false),
        (b"* BYE shutting down\r\n", Kind::Throttled, false),
        (b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n", Kind::Broken, false),
        (b"* 1 FETCH (UID 1 BODY[] NIL)\r\nTAG OK x\r\n", Kind::Refused, true),
        (b"GET / HTTP/1.1\r\n", Kind::Broken, false),
    ] {
        let pairs: Vec<(&'static str, &'static [u8])> = vec![
            ("CAPABILITY", b"* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n"),
            ("LOGIN", b"TAG OK [CAPABILITY IMAP4rev1] in\r\n"),
            ("UID FETCH", answer),
            ("NOOP", b"TAG OK x\r\n"),
        ];
        let port = script(b"* OK [CAPABILITY IMAP4rev1] ready\r\n", pairs.leak());
        let server = local(port, Tls::None);
        let mut imap = Imap::connect(&server, &login()).await.expect("signed in");
        let shown = String::from_utf8_lossy(answer);
        let told = imap.whole(1, 100).await.expect_err(&shown);
        assert_eq!(told.kind, kind, "{shown}: {told}");
        assert_eq!(imap.is_good(), is_good, "{shown}");
        assert_eq!(imap.noop().await.is_ok(), is_good, "{shown}");
    }
    let gone: &[(&str, &[u8])] = &[
        ("CAPABILITY", b"* CAPABILITY IMAP4rev1\r\nTAG OK x\r\n"),
        ("LOGIN", b"TAG OK in\r\n"),
        ("UID FETCH", b"* 1 FETCH (FLAGS ())\r\n* 2 FETCH (UID 9 BODY[] {1}\r\nx)\r\nTAG NO [EXPUNGEISSUED] gone\r\n"),
    ];
    let server = local(script(b"* OK ready\r\n", gone), Tls::None);
    let mut imap = Imap::connect(&server, &login()).await.expect("signed in");
    assert_eq!(imap.whole(1, 100).await, Ok(None), "the server says that it is gone");
}

#[tokio::test]
async fn a_connection_lost_while_waiting_is_no_news() {
    let mailbox = servers().mailbox("support");
    let proxy = Proxy::to(servers().ports.imap);
    let mut imap =
        Imap::connect(&local(proxy.port, Tls::None), &mailbox.login()).await.expect("signed in");
    imap.select("INBOX", true).await.expect("a folder");
    let (woken, ()) = tokio::join!(imap.idle(IdleWaits::USUAL, pending()), async {
        tokio::task::yield_now().await;
        proxy.cut();
    });
    let lost = woken.expect_err("lost");
    assert_eq!(lost.stage, Stage::Waiting, "{lost}");

    // The end of waiting is not confirmed.
    let mut imap =
        Imap::connect(&local(proxy.port, Tls::None), &mailbox.login()).await.expect("signed in");
    imap.select("INBOX", true).await.expect("a folder");
    proxy.when(Said::ByDesk, "DONE", Then::Stall);
    let waits = IdleWaits { done: SHORT, ..IdleWaits::USUAL };
    let lost = imap.idle(waits, async {}).await.expect_err("lost");
    assert_eq!(lost.kind, Kind::Unreachable, "{lost}");
    assert!(!imap.is_good());
}

#[tokio::test]
async fn a_call_that_was_given_up_leaves_nothing_for_the_next_one() {
    let mailbox = servers().mailbox("support");
    let proxy = Proxy::to(servers().ports.imap);
    let server = local(proxy.port, Tls::None);
    let mut imap = Imap::connect(&server, &mailbox.login()).await.expect("signed in");
    imap.select("INBOX", true).await.expect("a folder");
    proxy.when(Said::ByDesk, "SEARCH", Then::Stall);
    let given_up = tokio::time::timeout(Duration::from_millis(30), imap.uids_after(0)).await;
    assert!(given_up.is_err());
    assert!(!imap.is_good());
    assert!(imap.uids_after(0).await.is_err());
}

#[tokio::test]
async fn a_server_that_comes_back_is_reached_again() {
    let mailbox = servers().mailbox("support");
    let proxy = Proxy::to(servers().ports.imap);
    let server = local(proxy.port, Tls::None);
    proxy.close();
    let lost = trouble(&server, &mailbox.login()).await;
    assert!(matches!(lost.kind, Kind::Broken | Kind::Unreachable), "{lost}");
    proxy.heal();
    let imap = Imap::connect(&server, &mailbox.login()).await.expect("signed in");
    imap.logout().await;
    assert_eq!(proxy.connections(), 2);
}
