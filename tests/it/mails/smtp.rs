//! Handing mails over by SMTP, with Exim.

use super::mailbox::Mailbox;
use super::servers::{At, Flavour, servers};
use deskbell::channels::SendError;
use deskbell::channels::email::server::{Server, Tls};
use deskbell::channels::email::smtp::Smtp;

const NAME: &str = "desk.example.test";

async fn connected(server: &Server, mailbox: &Mailbox) -> Smtp {
    let smtp = Smtp::connect(server, &mailbox.login(), NAME).await;
    smtp.unwrap_or_else(|trouble| panic!("{server:?}: {trouble}"))
}

fn mail(text: &str) -> Vec<u8> {
    format!("From: support@example.test\r\nSubject: Answer\r\n\r\n{text}\r\n").into_bytes()
}

#[tokio::test]
async fn a_mail_goes_out_by_each_encryption_and_each_way_of_signing_in() {
    let support = servers().mailbox("support");
    let odd = servers().mailbox("umlaut");
    let customer = servers().mailbox("customer");
    let mut sent = Vec::new();
    for tls in [Tls::None, Tls::Starttls, Tls::Implicit] {
        for (flavour, login) in [
            (Flavour::Usual, support.login()),
            (Flavour::Usual, support.token_login(&support.token())),
            (Flavour::Usual, odd.login()),
            (Flavour::Narrow, support.login()),
        ] {
            let server = servers().smtp(tls, flavour);
            let smtp = Smtp::connect(&server, &login, NAME).await;
            let mut smtp = smtp.unwrap_or_else(|trouble| panic!("{tls:?} {login:?}: {trouble}"));
            let text = format!("Number {}", sent.len());
            let to = customer.customer_address();
            let opened = smtp.open(&support.address(), &to).await.expect("ready");
            opened.content(&mail(&text)).await.expect("accepted");
            smtp.quit().await;
            sent.push(text);
        }
    }
    let came = customer.has_mails(sent.len());
    for text in &sent {
        let number = came.iter().filter(|mail| mail.text().ends_with(&format!("{text}\n"))).count();
        assert_eq!(number, 1, "{text}");
    }
}

#[tokio::test]
async fn a_mail_arrives_as_it_is_whatever_its_lines_begin_with() {
    let (support, customer) = (servers().mailbox("support"), servers().mailbox("customer"));
    let text = ".\r\n..\r\n.hidden\r\n\r\n.\r\nMAIL FROM:<evil@example.test>\r\nlast";
    let mut smtp = connected(&support.smtp(), &support).await;
    let to = customer.address();
    let opened = smtp.open(&support.address(), &to).await.expect("ready");
    opened.content(&mail(text)).await.expect("accepted");
    let came = customer.has_mails(1)[0].text();
    assert!(came.ends_with(&format!("\n\n{}\n", text.replace("\r\n", "\n"))), "{came}");
    assert!(came.contains(&format!("Return-path: <{}>", support.address())), "{came}");
}

#[tokio::test]
async fn several_mails_go_over_one_connection_and_a_refused_one_stops_none() {
    let (support, customer) = (servers().mailbox("support"), servers().mailbox("customer"));
    let gone = servers().mailbox("gone");
    servers().answers(At::Recipient, &gone.name, Some("550 5.1.1 no such user here"));
    let mut smtp = connected(&support.smtp(), &support).await;
    for number in 1..=2 {
        let refused = smtp.open(&support.address(), &gone.address()).await.err();
        let Some(SendError::Permanent { failure }) = refused else { panic!("{refused:?}") };
        assert_eq!(failure.code, Some(550));
        let opened = smtp.open(&support.address(), &customer.address()).await.expect("ready");
        opened.content(&mail("fine")).await.expect("accepted");
        customer.has_mails(number);
    }
    smtp.quit().await;
}

#[tokio::test]
async fn a_server_tells_how_large_a_mail_may_be() {
    let support = servers().mailbox("support");
    let usual = connected(&support.smtp(), &support).await;
    assert_eq!(usual.size_max(), Some(40 << 20));
    let narrow = connected(&servers().smtp(Tls::None, Flavour::Narrow), &support).await;
    assert_eq!(narrow.size_max(), Some(100 << 10));
}

#[tokio::test]
async fn addresses_beyond_ascii_go_where_they_are_understood() {
    let support = servers().mailbox("support");
    let to = "grüße@example.test";
    let mut usual = connected(&support.smtp(), &support).await;
    assert!(usual.open(&support.address(), to).await.is_ok());
    let mut narrow = connected(&servers().smtp(Tls::None, Flavour::Narrow), &support).await;
    let refused = narrow.open(&support.address(), to).await.err();
    let Some(SendError::Permanent { failure }) = refused else { panic!("{refused:?}") };
    assert!(failure.reason.contains("beyond ASCII"), "{failure:?}");
    for odd in ["x@y>\r\nRCPT TO:<evil@example.test", "", "nobody"] {
        let refused = narrow.open(&support.address(), odd).await.err();
        assert!(matches!(refused, Some(SendError::Permanent { .. })), "{odd:?}: {refused:?}");
    }
    assert!(
        narrow.open(&support.address(), "nobody@example.test").await.is_ok(),
        "it was not told"
    );
}

#[tokio::test]
async fn what_could_not_be_delivered_comes_back() {
    let support = servers().mailbox("support");
    let mut smtp = connected(&support.smtp(), &support).await;
    let opened = smtp.open(&support.address(), "nobody-at-all@customer.test").await.expect("ready");
    opened.content(&mail("hello?")).await.expect("accepted at first");
    let bounce = support.has_mails(1)[0].text();
    assert!(bounce.contains("Return-path: <>"), "{bounce}");
    assert!(bounce.contains("nobody-at-all@customer.test"), "{bounce}");
}
