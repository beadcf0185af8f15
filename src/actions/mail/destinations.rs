//! Stored secrets go only where they were entered for: whoever may change a server, but knows no
//! password, cannot have it sent to a server of his own.

use super::accounts::{MailboxChange, ServerChange};
use crate::actions::error::Error;
use crate::actions::secrets::MailSecrets;
use crate::domain::mailbox::{Auth, MailAccount, MailServer, Tls};

/// Refuses to send what is stored to another place, or in the open, unless it is entered with that.
pub fn check(
    change: &MailboxChange,
    known: &MailAccount,
    secrets: &MailSecrets,
) -> Result<(), Error> {
    let imap_is_new = change.imap.password.is_some();
    // Without one of its own, SMTP is signed in to with the one for IMAP.
    let smtp_is_new =
        change.smtp.password.is_some() || (secrets.smtp_password.is_none() && imap_is_new);
    let token_is_new = change.refresh_token.is_some();
    for (server, before, password_is_new, field) in [
        (&change.imap, &known.imap, imap_is_new, "email.imap.password"),
        (&change.smtp, &known.smtp, smtp_is_new, "email.smtp.password"),
    ] {
        if !leads_elsewhere(server, before) {
            continue;
        }
        match server.auth.unwrap_or(before.auth) {
            Auth::Password if password_is_new => {}
            Auth::Oauth2 if token_is_new => {}
            Auth::Password => {
                return Err(Error::invalid(
                    field,
                    "The server is another one, or is not reached or signed in to as before: enter the password again.",
                ));
            }
            Auth::Oauth2 => return Err(again()),
        }
    }
    let asked = change.oauth.as_ref().and_then(Option::as_ref);
    let before = known.oauth.as_ref().map(|client| client.token_url.as_str());
    let is_elsewhere = asked.is_some_and(|client| Some(client.token_url.as_str()) != before);
    if !is_elsewhere {
        return Ok(());
    }
    if secrets.refresh_token.is_some() && !token_is_new {
        return Err(again());
    }
    if secrets.client_secret.is_some() && change.client_secret.is_none() {
        let reason = "Tokens are renewed elsewhere than before: enter the client's secret again.";
        return Err(Error::invalid("email.oauth.client_secret", reason));
    }
    Ok(())
}

fn again() -> Error {
    let reason = "The servers are others than before, or are signed in to in another way: enter the refresh token again.";
    Error::invalid("email.oauth.refresh_token", reason)
}

/// Another way of signing in counts too: its secret may have been entered for the server before this
/// one. So does another certificate to trust, by which whoever sits on the way can be the server.
fn leads_elsewhere(change: &ServerChange, before: &MailServer) -> bool {
    let host = change.host.as_ref().map(|host| host.trim().to_lowercase());
    let is_open = change.tls == Some(Tls::None) && before.tls != Tls::None;
    let is_another_way = change.auth.is_some_and(|auth| auth != before.auth);
    let trusts_another =
        change.ca.as_ref().is_some_and(|ca| ca.is_some() && ca.as_ref() != before.ca.as_ref());
    is_open || is_another_way || trusts_another || host.is_some_and(|host| host != before.host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::secret::Secret;
    use crate::domain::mailbox::{MAIN_FOLDER, OauthClient, Start, Versions};

    fn known(auth: Auth) -> MailAccount {
        let server = || MailServer {
            host: "mail.example.test".into(),
            port: 1,
            tls: Tls::Implicit,
            auth,
            username: "support".into(),
            ca: None,
        };
        MailAccount {
            address: "support@example.test".into(),
            aliases: Vec::new(),
            from_name: "Support".into(),
            signature: None,
            imap: server(),
            smtp: server(),
            folders: vec![MAIN_FOLDER.into()],
            after_import: Default::default(),
            sent_copy: Default::default(),
            start: Start::Now,
            oauth: Some(client("https://tokens.example.test/")),
            reply_tokens: false,
            versions: Versions::default(),
        }
    }

    fn client(token_url: &str) -> OauthClient {
        OauthClient { client_id: "desk".into(), token_url: token_url.into(), scope: None }
    }

    fn secret() -> Option<Secret> {
        Some(Secret::new("s3cret"))
    }

    fn to(host: &str) -> ServerChange {
        ServerChange { host: Some(host.into()), ..ServerChange::default() }
    }

    /// The field that is wanted with this change.
    fn wants(auth: Auth, change: MailboxChange) -> Option<String> {
        let secrets = MailSecrets {
            imap_password: secret(),
            smtp_password: None,
            client_secret: secret(),
            refresh_token: secret(),
        };
        match check(&change, &known(auth), &secrets) {
            Ok(()) => None,
            Err(Error::Invalid { field, .. }) => Some(field.to_string()),
            Err(other) => Some(other.to_string()),
        }
    }

    #[test]
    fn a_password_goes_to_another_server_only_if_it_is_entered_for_it() {
        let imap = |imap| MailboxChange { imap, ..MailboxChange::default() };
        let smtp = |smtp| MailboxChange { smtp, ..MailboxChange::default() };
        let open = || ServerChange { tls: Some(Tls::None), ..ServerChange::default() };
        let with = |server: ServerChange| ServerChange { password: secret(), ..server };
        let password = Auth::Password;
        let (of_imap, of_smtp) = (Some("email.imap.password"), Some("email.smtp.password"));
        for (change, expected) in [
            (imap(to("evil.example")), of_imap),
            (imap(open()), of_imap),
            (smtp(to("evil.example")), of_smtp),
            (imap(to(" Mail.Example.Test")), None),
            (imap(with(to("new.example"))), None),
            (smtp(with(open())), None),
            (imap(ServerChange { port: Some(2), ..ServerChange::default() }), None),
            (MailboxChange { imap: with(to("new.example")), ..smtp(to("new.example")) }, None),
        ] {
            assert_eq!(wants(password, change).as_deref(), expected);
        }
    }

    #[test]
    fn what_is_stored_for_another_way_of_signing_in_is_not_used_unless_it_is_entered_anew() {
        let into = |auth| ServerChange { auth: Some(auth), ..ServerChange::default() };
        let imap = |imap| MailboxChange { imap, ..MailboxChange::default() };
        let smtp = |smtp| MailboxChange { smtp, ..MailboxChange::default() };
        let password = |server| ServerChange { password: secret(), ..server };
        let token = |change| MailboxChange { refresh_token: secret(), ..change };
        let elsewhere = |auth| ServerChange { auth: Some(auth), ..to("evil.example") };
        // The first step of each enters a secret of its own, and the second one no more.
        assert_eq!(wants(Auth::Password, token(imap(elsewhere(Auth::Oauth2)))), None);
        assert_eq!(wants(Auth::Oauth2, imap(password(elsewhere(Auth::Password)))), None);
        for (before, change, wanted) in [
            (Auth::Oauth2, imap(into(Auth::Password)), Some("email.imap.password")),
            (Auth::Oauth2, smtp(into(Auth::Password)), Some("email.smtp.password")),
            (Auth::Password, imap(into(Auth::Oauth2)), Some("email.oauth.refresh_token")),
            (Auth::Password, smtp(into(Auth::Oauth2)), Some("email.oauth.refresh_token")),
            (Auth::Oauth2, imap(password(into(Auth::Password))), None),
            (Auth::Password, token(imap(into(Auth::Oauth2))), None),
            (Auth::Password, imap(into(Auth::Password)), None),
        ] {
            assert_eq!(wants(before, change).as_deref(), wanted, "{before:?}");
        }
        let pinned = |ca: Option<&str>| ServerChange {
            ca: Some(ca.map(str::to_owned)),
            ..ServerChange::default()
        };
        let wanted = Some("email.imap.password");
        assert_eq!(wants(Auth::Password, imap(pinned(Some("another")))).as_deref(), wanted);
        assert_eq!(wants(Auth::Password, imap(password(pinned(Some("another"))))), None);
        assert_eq!(wants(Auth::Password, imap(pinned(None))), None);
    }

    #[test]
    fn what_renews_tokens_goes_elsewhere_only_if_it_is_entered_anew() {
        let url = |url: &str| MailboxChange {
            oauth: Some(Some(client(url))),
            ..MailboxChange::default()
        };
        let token = Some("email.oauth.refresh_token");
        let oauth = Auth::Oauth2;
        let moved = MailboxChange { imap: to("evil.example"), ..MailboxChange::default() };
        assert_eq!(wants(oauth, moved).as_deref(), token);
        assert_eq!(wants(oauth, url("https://evil.example/")).as_deref(), token);
        assert_eq!(wants(oauth, url("https://tokens.example.test/")), None);
        let half = MailboxChange { refresh_token: secret(), ..url("https://new.example/") };
        let wanted = wants(oauth, half.clone());
        assert_eq!(wanted.as_deref(), Some("email.oauth.client_secret"));
        assert_eq!(wants(oauth, MailboxChange { client_secret: secret(), ..half }), None);
    }
}
