//! How far a mail has come when something goes wrong: up to the final dot nothing was sent, and
//! behind it only an answer with a code tells what became of it.

use super::mailbox::Mailbox;
use super::proxy::{Proxy, Said, Then};
use super::script::script;
use super::servers::{At, Flavour, servers};
use deskbell::channels::email::server::{Kind, Login, Server, Stage, Tls, Trouble, Waits};
use deskbell::channels::email::smtp::Smtp;
use deskbell::channels::secret::Secret;
use deskbell::channels::{Retry, Scope, SendError};
use std::time::Duration;

const NAME: &str = "desk.example.test";
const MAIL: &[u8] = b"From: support@example.test\r\nSubject: Answer\r\n\r\nHello\r\n";
const SHORT: Duration = Duration::from_millis(300);

fn local(port: u16, tls: Tls) -> Server {
    Server { host: "127.0.0.1".into(), port, tls, ca: None, waits: Waits::USUAL }
}

/// The whole way of a mail.
async fn sent(
    server: &Server,
    login: &Login,
    from: &str,
    to: &str,
    mail: &[u8],
) -> Result<(), SendError> {
    let mut smtp = Smtp::connect(server, login, NAME).await?;
    smtp.open(from, to).await?.content(mail).await
}

async fn sent_by(mailbox: &Mailbox, to: &Mailbox) -> Result<(), SendError> {
    sent(&mailbox.smtp(), &mailbox.login(), &mailbox.address(), &to.address(), MAIL).await
}

async fn trouble(server: &Server, login: &Login) -> Trouble {
    match Smtp::connect(server, login, NAME).await {
        Ok(_) => panic!("connected to {server:?}"),
        Err(trouble) => trouble,
    }
}

#[tokio::test]
async fn what_a_server_answers_decides_what_is_done_next() {
    let minute = 60_000;
    let sure = Retry::SURE;
    let after = Retry::After { wait_ms: minute };
    let greylisted = Retry::Counted { least_ms: minute, in_doubt: false };
    for (at, answer, retry, scope) in [
        (At::Recipient, "451 4.7.1 greylisted, try again later", greylisted, Scope::Contact),
        (At::Recipient, "452 4.2.2 mailbox full", sure, Scope::Contact),
        (At::Recipient, "450 4.7.0 too many mails from you", greylisted, Scope::Inbox),
        (At::Sender, "450 4.7.0 too many mails from you", after, Scope::Inbox),
        (At::Content, "451 4.3.0 content filter not available", sure, Scope::Contact),
        (At::Sender, "451 4.3.0 not now", sure, Scope::Inbox),
    ] {
        let (support, customer) = (servers().mailbox("support"), servers().mailbox("customer"));
        let name = if at == At::Sender { &support.name } else { &customer.name };
        servers().answers(at, name, Some(answer));
        let told = sent_by(&support, &customer).await.expect_err(answer);
        let SendError::Temporary { reason, retry: when, scope: whose } = told else {
            panic!("{answer}: {told:?}")
        };
        assert_eq!((when, whose), (retry, scope), "{answer}");
        assert!(reason.contains(&answer[4..]), "{reason}");
        servers().answers(at, name, None);
        sent_by(&support, &customer).await.expect("it goes out now");
        assert_eq!(customer.has_mails(1).len(), 1, "only once");
    }
    for (at, answer, words) in [
        (At::Recipient, "550 5.1.1 no such user here", "This address does not exist."),
        (At::Recipient, "552 5.2.2 over quota", "The recipient's mailbox is full."),
        (At::Content, "550 5.7.1 looks like spam", "refused the mail by its rules"),
        (At::Sender, "550 5.7.1 sender not allowed", "refused the mail by its rules"),
    ] {
        let (support, customer) = (servers().mailbox("support"), servers().mailbox("customer"));
        let name = if at == At::Sender { &support.name } else { &customer.name };
        servers().answers(at, name, Some(answer));
        let told = sent_by(&support, &customer).await.expect_err(answer);
        let SendError::Permanent { failure } = told else { panic!("{answer}: {told:?}") };
        assert_eq!(failure.code, answer[..3].parse().ok(), "{answer}");
        assert!(failure.reason.contains(words), "{failure:?}");
        assert_eq!(customer.mails(), []);
    }
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_with_words_for_it() {
    let support = servers().mailbox("support");
    let server = servers().smtp(Tls::None, Flavour::Narrow);
    let large = [MAIL, &b"A line of text\r\n".repeat(100_000)].concat();
    let told =
        sent(&server, &support.login(), &support.address(), &support.address(), &large).await;
    let Err(SendError::Permanent { failure }) = told else { panic!("{told:?}") };
    assert_eq!(failure.code, Some(552));
    assert!(failure.reason.starts_with("The mail is too large"), "{failure:?}");
}

#[tokio::test]
async fn trouble_with_the_account_is_not_the_mails() {
    let mailbox = servers().mailbox("support");
    let user = mailbox.name.clone();
    let revoked = format!("{}.78", mailbox.token());
    servers().revoke(&revoked);
    for flavour in [Flavour::Usual, Flavour::Narrow] {
        let server = servers().smtp(Tls::None, flavour);
        let password = Secret::new("wrong-password");
        let refused = trouble(&server, &Login::Password { user: user.clone(), password }).await;
        assert_eq!((refused.stage, refused.kind), (Stage::SignIn, Kind::SignIn), "{refused}");
        assert!(!refused.text.contains("wrong-"), "{refused}");
        let SendError::Stopped { failure } = refused.into() else { panic!("stopped") };
        assert!(failure.reason.starts_with("The mail account's sign-in failed. "), "{failure:?}");
    }
    for token in ["wrong-token", &revoked] {
        let refused = trouble(&mailbox.smtp(), &mailbox.token_login(token)).await;
        assert_eq!(refused.kind, Kind::SignIn, "{refused}");
        assert!(!refused.text.contains(token), "{refused}");
    }
    for tls in [Tls::Starttls, Tls::Implicit] {
        let server = Server { ca: None, ..servers().smtp(tls, Flavour::Usual) };
        let refused = trouble(&server, &mailbox.login()).await;
        assert_eq!((refused.stage, refused.kind), (Stage::Tls, Kind::Insecure), "{refused}");
        let told: SendError = refused.into();
        assert!(matches!(told, SendError::Unreachable { scope: Scope::Inbox, .. }), "{told:?}");
    }
}

#[tokio::test]
async fn nothing_is_said_in_the_open_that_should_be_encrypted() {
    let login = servers().mailbox("support").login();
    let without =
        script(b"220 x\r\n", &[("EHLO", b"250 x\r\n"), ("STARTTLS", b"502 5.5.1 no\r\n")]);
    let injecting = script(
        b"220 x\r\n",
        &[("EHLO", b"250-x\r\n250 STARTTLS\r\n"), ("STARTTLS", b"220 go\r\n250 AUTH PLAIN\r\n")],
    );
    for port in [without, injecting] {
        let refused = trouble(&local(port, Tls::Starttls), &login).await;
        assert_eq!((refused.stage, refused.kind), (Stage::Tls, Kind::Insecure), "{refused}");
    }
}

#[tokio::test]
async fn up_to_the_dot_nothing_was_sent() {
    let (support, customer) = (servers().mailbox("support"), servers().mailbox("customer"));
    for words in ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"] {
        for then in [Then::Cut, Then::CutAtAnswer, Then::Swallow, Then::Stall] {
            let proxy = Proxy::to(servers().ports.smtp);
            proxy.when(Said::ByDesk, words, then);
            let waits = Waits { greeting: SHORT, command: SHORT, ..Waits::USUAL };
            let server = Server { waits, ..local(proxy.port, Tls::None) };
            let from = support.address();
            let told = sent(&server, &support.login(), &from, &customer.address(), MAIL).await;
            let is_as_told = match told {
                Err(SendError::Unreachable { scope: Scope::Inbox, .. }) => {
                    ["EHLO", "AUTH"].contains(&words)
                }
                // It may be this very mail at which it breaks: it is not tried for ever.
                Err(SendError::Temporary { retry: Retry::SURE, scope: Scope::Contact, .. }) => {
                    ["MAIL", "RCPT", "DATA"].contains(&words)
                }
                _ => false,
            };
            assert!(is_as_told, "{words} {then:?}: {told:?}");
        }
    }
    sent_by(&support, &customer).await.expect("sent");
    assert_eq!(customer.has_mails(1).len(), 1, "nothing of the others came");
}

#[tokio::test]
async fn behind_the_dot_a_lost_answer_leaves_it_unknown() {
    let support = servers().mailbox("support");
    for (then, arrives) in
        [(Then::CutAtAnswer, true), (Then::Swallow, true), (Then::Cut, false), (Then::Stall, false)]
    {
        let customer = servers().mailbox("customer");
        let proxy = Proxy::to(servers().ports.smtp);
        proxy.when(Said::ByDesk, "\r\n.\r\n", then);
        let acceptance = if then == Then::Stall { SHORT } else { Waits::USUAL.acceptance };
        let waits = Waits { acceptance, ..Waits::USUAL };
        let server = Server { waits, ..local(proxy.port, Tls::None) };
        let (login, from, to) = (support.login(), support.address(), customer.address());
        let (told, ()) = tokio::join!(sent(&server, &login, &from, &to, MAIL), async {
            if arrives {
                let customer = customer.clone();
                let arrived = tokio::task::spawn_blocking(move || customer.has_mails(1).len());
                assert_eq!(arrived.await.expect("a number"), 1);
                // Until then the server may still think better of it.
                proxy.cut();
            }
        });
        assert!(matches!(told, Err(SendError::Unknown { .. })), "{then:?}: {told:?}");
    }
}

#[tokio::test]
async fn only_an_answer_with_a_code_says_what_became_of_a_mail() {
    let login = Login::Password { user: "support".into(), password: Secret::new("s3cret") };
    for (answer, is_unknown) in [
        (&b"CLOSE"[..], true),
        (b"what?\r\n", true),
        (b"250", true),
        (b"354 go on\r\n", true),
        (b"250-fine\r\n250 Gr\xfc\xdfe\r\n", false),
        (b"250 2.0.0 Ok 0102-abcd\r\n", false),
    ] {
        let pairs: Vec<(&'static str, &'static [u8])> = vec![
            ("EHLO", b"250-x\r\n250 AUTH LOGIN PLAIN\r\n"),
            ("AUTH", b"235 in\r\n"),
            ("MAIL", b"250 x\r\n"),
            ("RCPT", b"250 x\r\n"),
            ("DATA", b"354 go\r\n"),
            (".\r", answer),
        ];
        let is_whole = answer.ends_with(b"\n") || answer.ends_with(b"CLOSE");
        let acceptance = if is_whole { Waits::USUAL.acceptance } else { SHORT };
        let waits = Waits { acceptance, ..Waits::USUAL };
        let server = Server { waits, ..local(script(b"220 x\r\n", pairs.leak()), Tls::None) };
        let told =
            sent(&server, &login, "a@example.test", "b@example.test", b"Subject: x\r\n\r\ny\r\n")
                .await;
        let shown = String::from_utf8_lossy(answer);
        match told {
            Err(SendError::Unknown { .. }) => assert!(is_unknown, "{shown}"),
            Ok(()) => assert!(!is_unknown, "{shown}"),
            Err(other) => panic!("{shown}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_that_closes_while_it_is_asked_has_us_wait() {
    let login = Login::Password { user: "support".into(), password: Secret::new("s3cret") };
    let pairs: &[(&str, &[u8])] = &[
        ("EHLO", b"250-x\r\n250 AUTH PLAIN\r\n"),
        ("AUTH", b"235 in\r\n"),
        ("MAIL", b"421 4.3.2 shutting downCLOSE"),
    ];
    let closing = local(script(b"220 x\r\n", pairs), Tls::None);
    let full = local(script(b"421 too many connections\r\n", &[]), Tls::None);
    let pairs: &[(&str, &[u8])] =
        &[("EHLO", b"250-x\r\n250 AUTH PLAIN\r\n"), ("AUTH", b"454 4.7.0 later\r\n")];
    let busy = local(script(b"220 x\r\n", pairs), Tls::None);
    for server in [full, busy] {
        let told = sent(&server, &login, "a@example.test", "b@example.test", MAIL).await;
        let Err(SendError::Temporary { retry, scope, .. }) = told else { panic!("{told:?}") };
        assert_eq!((retry, scope), (Retry::After { wait_ms: 60_000 }, Scope::Inbox));
    }
    let told = sent(&closing, &login, "a@example.test", "b@example.test", MAIL).await;
    let is_later =
        matches!(told, Err(SendError::Temporary { retry: Retry::SURE, scope: Scope::Contact, .. }));
    assert!(is_later, "half an answer is none: {told:?}");
    let unwanted = local(script(b"554 5.7.1 your address is blocked\r\n", &[]), Tls::None);
    let refused = trouble(&unwanted, &login).await;
    assert_eq!((refused.stage, refused.kind), (Stage::Greeting, Kind::Refused), "{refused}");
    let told: SendError = refused.into();
    let SendError::Temporary { reason, retry, scope } = told else { panic!("{told:?}") };
    assert!(matches!(retry, Retry::After { .. }) && scope == Scope::Inbox, "{retry:?} {scope:?}");
    assert!(reason.contains("your address is blocked"), "{reason}");
}
