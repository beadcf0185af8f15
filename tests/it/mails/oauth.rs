//! Tokens that are renewed, with a server that gives them and mail servers that take them.

use super::servers::servers;
use deskbell::channels::client;
use deskbell::channels::email::imap::Imap;
use deskbell::channels::email::oauth::{Grant, refresh};
use deskbell::channels::email::server::Kind;
use deskbell::channels::email::smtp::Smtp;
use deskbell::channels::secret::Secret;

fn grant(token: String) -> Grant {
    Grant {
        token_url: servers().token_url(),
        client_id: "desk".into(),
        client_secret: Secret::new("the client's secret"),
        refresh_token: Secret::new(token),
        scope: Some("mail offline_access".into()),
    }
}

#[tokio::test]
async fn a_renewed_token_signs_in_to_both_servers() {
    let mailbox = servers().mailbox("support");
    let client = client::new().expect("a client");
    let token = refresh(&client, &grant(format!("refresh-of-{}", mailbox.name))).await;
    let token = token.expect("a token");
    assert_eq!(token.expires_in_s, 3600);
    let login = mailbox.token_login(token.access_token.reveal());
    let mut imap = Imap::connect(&mailbox.imap(), &login).await.expect("signed in");
    imap.noop().await.expect("an answer");
    Smtp::connect(&mailbox.smtp(), &login, "desk.example.test").await.expect("signed in");
}

#[tokio::test]
async fn a_refresh_token_that_counts_no_longer_wants_somebody_to_sign_in() {
    let mailbox = servers().mailbox("support");
    let client = client::new().expect("a client");
    let token = format!("refresh-of-{}", mailbox.name);
    servers().revoke(&token);
    for token in [token, "nonsense".into()] {
        let trouble = refresh(&client, &grant(token.clone())).await.expect_err("refused");
        assert_eq!(trouble.kind, Kind::SignIn, "{trouble}");
        assert!(!trouble.text.contains(&token), "{trouble}");
    }
    let nobody = Grant { token_url: "http://127.0.0.1:9/token".into(), ..grant("x".into()) };
    let trouble = refresh(&client, &nobody).await.expect_err("nobody there");
    assert_eq!(trouble.kind, Kind::Unreachable, "{trouble}");
}
