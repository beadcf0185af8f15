//! A mailbox as the API shows and takes it.

use crate::actions::Error;
use crate::actions::inboxes::NewAccount;
use crate::actions::mail::accounts::{MailboxChange, ServerChange};
use crate::actions::secrets::MailSecrets;
use crate::channels::secret::Secret;
use crate::domain::mailbox::{
    AfterImport, Auth, MAIN_FOLDER, MailAccount, MailServer, OauthClient, SentCopy, Start, Tls,
    Versions,
};
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

#[derive(Clone, Debug, Object)]
pub struct Mailbox {
    pub address: String,
    /// Other addresses whose mails arrive there.
    pub aliases: Vec<String>,
    /// Whom customers see as the sender, beside the agent.
    pub from_name: String,
    /// What stands under every answer, in Markdown.
    pub signature: Option<String>,
    /// Answers ask to be answered at an address with `+` that names their conversation.
    pub reply_tokens: bool,
    pub imap: MailboxServer,
    pub smtp: MailboxServer,
    /// The folders that are read, in their own names.
    pub folders: Vec<String>,
    /// What becomes of a mail in the mailbox once it is here: `leave`, `mark_seen` or `move`.
    pub after_import: String,
    /// With `move`: to which folder.
    pub move_to: Option<String>,
    /// Whether what goes out is put into the folder of sent mails: `auto` (unless the provider does
    /// so itself), `on` or `off`.
    pub sent_copy: String,
    /// From when on mails are fetched: `now` (when the inbox was made) or `days` before that.
    pub start_from: String,
    pub start_days: Option<u32>,
    pub oauth: Option<MailboxOauth>,
}

#[derive(Clone, Debug, Object)]
pub struct MailboxServer {
    pub host: String,
    pub port: u16,
    /// `implicit` (from the first byte on), `starttls` or `none`.
    pub tls: String,
    /// `password` or `oauth2`.
    pub auth: String,
    pub username: String,
    /// A certificate authority of its own, as PEM text.
    pub ca_file: Option<String>,
}

/// What tokens are renewed with.
#[derive(Clone, Debug, Object)]
pub struct MailboxOauth {
    pub client_id: String,
    pub token_url: String,
    pub scope: Option<String>,
}

/// What is set up. Passwords and secrets are write-only.
#[derive(Object)]
pub struct NewMailbox {
    pub address: String,
    pub aliases: Option<Vec<String>>,
    pub from_name: String,
    pub signature: Option<String>,
    /// Only once a mail to itself has shown that such addresses reach the mailbox.
    pub reply_tokens: Option<bool>,
    pub imap: NewMailboxServer,
    pub smtp: NewMailboxServer,
    /// `INBOX` unless given.
    pub folders: Option<Vec<String>>,
    /// `leave` unless given, `mark_seen` or `move`.
    pub after_import: Option<String>,
    pub move_to: Option<String>,
    /// `auto` unless given, `on` or `off`.
    pub sent_copy: Option<String>,
    /// `now` unless given, or `days`.
    pub start_from: Option<String>,
    pub start_days: Option<u32>,
    pub oauth: Option<NewMailboxOauth>,
}

#[derive(Object)]
pub struct NewMailboxServer {
    pub host: String,
    pub port: u16,
    /// `implicit`, `starttls` or `none`.
    pub tls: String,
    /// `password` unless given, or `oauth2`.
    pub auth: Option<String>,
    /// The address unless given.
    pub username: Option<String>,
    /// Of SMTP: IMAP's unless given.
    pub password: Option<String>,
    pub ca_file: Option<String>,
}

#[derive(Object)]
pub struct NewMailboxOauth {
    pub client_id: String,
    pub token_url: String,
    pub scope: Option<String>,
    pub client_secret: Option<String>,
    pub refresh_token: String,
}

/// What changes; what is left out stays.
#[derive(Default, Object)]
#[oai(rename = "MailboxChange")]
pub struct MailboxChangeBody {
    pub address: Option<String>,
    pub aliases: Option<Vec<String>>,
    pub from_name: Option<String>,
    /// null: none any more.
    pub signature: MaybeUndefined<String>,
    /// Only once a mail to itself has shown that addresses with `+` reach the mailbox.
    pub reply_tokens: Option<bool>,
    pub imap: Option<MailboxServerChange>,
    pub smtp: Option<MailboxServerChange>,
    pub folders: Option<Vec<String>>,
    pub after_import: Option<String>,
    pub move_to: Option<String>,
    pub sent_copy: Option<String>,
    pub start_from: Option<String>,
    pub start_days: Option<u32>,
    /// null: none any more.
    pub oauth: MaybeUndefined<MailboxOauthChange>,
}

#[derive(Default, Object)]
pub struct MailboxServerChange {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Option<String>,
    pub auth: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    /// null: none any more.
    pub ca_file: MaybeUndefined<String>,
}

#[derive(Object)]
pub struct MailboxOauthChange {
    pub client_id: String,
    pub token_url: String,
    pub scope: Option<String>,
    /// As it is unless given.
    pub client_secret: Option<String>,
    /// As it is unless given.
    pub refresh_token: Option<String>,
}

pub fn account(body: NewMailbox) -> Result<NewAccount, Error> {
    let address = body.address.trim().to_lowercase();
    let imap_password = body.imap.password.clone().map(Secret::new);
    let smtp_password = body.smtp.password.clone().map(Secret::new);
    let (oauth, client_secret, refresh_token) = match body.oauth {
        Some(new) => {
            let NewMailboxOauth { client_id, token_url, scope, client_secret, refresh_token } = new;
            let client = OauthClient { client_id, token_url, scope };
            (Some(client), client_secret, Some(refresh_token))
        }
        None => (None, None, None),
    };
    let mailbox = MailAccount {
        aliases: body.aliases.unwrap_or_default(),
        from_name: body.from_name.trim().to_owned(),
        signature: body.signature.filter(|signature| !signature.trim().is_empty()),
        reply_tokens: body.reply_tokens.unwrap_or_default(),
        imap: server("email.imap", body.imap, &address)?,
        smtp: server("email.smtp", body.smtp, &address)?,
        folders: body.folders.unwrap_or_else(|| vec![MAIN_FOLDER.to_owned()]),
        after_import: after_import(body.after_import.as_deref(), body.move_to)?.unwrap_or_default(),
        sent_copy: sent_copy(body.sent_copy.as_deref())?.unwrap_or_default(),
        start: start(body.start_from.as_deref(), body.start_days)?.unwrap_or_default(),
        versions: Versions::default(),
        oauth,
        address,
    };
    let secrets = MailSecrets {
        imap_password,
        smtp_password,
        client_secret: client_secret.map(Secret::new),
        refresh_token: refresh_token.map(Secret::new),
    };
    Ok(NewAccount::Email { mailbox: Box::new(mailbox), secrets })
}

fn server(name: &str, body: NewMailboxServer, address: &str) -> Result<MailServer, Error> {
    Ok(MailServer {
        tls: tls(name, &body.tls)?,
        auth: match &body.auth {
            Some(auth) => self::auth(name, auth)?,
            None => Auth::Password,
        },
        host: body.host.trim().to_lowercase(),
        port: body.port,
        username: body.username.unwrap_or_else(|| address.to_owned()),
        ca: body.ca_file.filter(|ca| !ca.trim().is_empty()),
    })
}

pub fn change(body: MailboxChangeBody) -> Result<MailboxChange, Error> {
    let (oauth, client_secret, refresh_token) = match body.oauth {
        MaybeUndefined::Undefined => (None, None, None),
        MaybeUndefined::Null => (Some(None), None, None),
        MaybeUndefined::Value(new) => {
            let (client_id, token_url, scope) = (new.client_id, new.token_url, new.scope);
            let client = OauthClient { client_id, token_url, scope };
            (Some(Some(client)), new.client_secret, new.refresh_token)
        }
    };
    Ok(MailboxChange {
        address: body.address,
        aliases: body.aliases,
        from_name: body.from_name,
        signature: optional(body.signature),
        reply_tokens: body.reply_tokens,
        imap: server_change("email.imap", body.imap.unwrap_or_default())?,
        smtp: server_change("email.smtp", body.smtp.unwrap_or_default())?,
        folders: body.folders,
        after_import: after_import(body.after_import.as_deref(), body.move_to)?,
        sent_copy: sent_copy(body.sent_copy.as_deref())?,
        start: start(body.start_from.as_deref(), body.start_days)?,
        oauth,
        client_secret: client_secret.map(Secret::new),
        refresh_token: refresh_token.map(Secret::new),
    })
}

fn server_change(name: &str, body: MailboxServerChange) -> Result<ServerChange, Error> {
    Ok(ServerChange {
        host: body.host,
        port: body.port,
        tls: body.tls.map(|text| tls(name, &text)).transpose()?,
        auth: body.auth.map(|text| auth(name, &text)).transpose()?,
        username: body.username,
        ca: optional(body.ca_file),
        password: body.password.map(Secret::new),
    })
}

/// Empty is none.
fn optional(text: MaybeUndefined<String>) -> Option<Option<String>> {
    match text {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(text) => Some(Some(text).filter(|text| !text.trim().is_empty())),
    }
}

fn tls(name: &str, text: &str) -> Result<Tls, Error> {
    Tls::parse(text).ok_or_else(|| {
        Error::invalid(format!("{name}.tls"), "It is “implicit”, “starttls” or “none”.")
    })
}

fn auth(name: &str, text: &str) -> Result<Auth, Error> {
    Auth::parse(text)
        .ok_or_else(|| Error::invalid(format!("{name}.auth"), "It is “password” or “oauth2”."))
}

fn after_import(word: Option<&str>, move_to: Option<String>) -> Result<Option<AfterImport>, Error> {
    match (word, move_to) {
        (None, None) => Ok(None),
        // Whoever names a folder says enough.
        (None, Some(folder)) => Ok(Some(AfterImport::MoveTo(folder))),
        (Some("leave"), _) => Ok(Some(AfterImport::Leave)),
        (Some("mark_seen"), _) => Ok(Some(AfterImport::MarkSeen)),
        (Some("move"), Some(folder)) => Ok(Some(AfterImport::MoveTo(folder))),
        (Some("move"), None) => {
            Err(Error::invalid("email.move_to", "Say which folder mails are moved to."))
        }
        (Some(_), _) => {
            let reason = "It is “leave”, “mark_seen” or “move”.";
            Err(Error::invalid("email.after_import", reason))
        }
    }
}

fn sent_copy(word: Option<&str>) -> Result<Option<SentCopy>, Error> {
    let known = |word| {
        SentCopy::parse(word)
            .ok_or_else(|| Error::invalid("email.sent_copy", "It is “auto”, “on” or “off”."))
    };
    word.map(known).transpose()
}

fn start(word: Option<&str>, days: Option<u32>) -> Result<Option<Start>, Error> {
    match (word, days) {
        (None, None) => Ok(None),
        (None, Some(days)) => Ok(Some(Start::Days(days))),
        (Some("now"), _) => Ok(Some(Start::Now)),
        (Some("days"), Some(days)) => Ok(Some(Start::Days(days))),
        (Some("days"), None) => {
            Err(Error::invalid("email.start_days", "Say how many days back the first look goes."))
        }
        (Some(_), _) => Err(Error::invalid("email.start_from", "It is “now” or “days”.")),
    }
}

impl From<MailServer> for MailboxServer {
    fn from(server: MailServer) -> MailboxServer {
        let MailServer { host, port, tls, auth, username, ca } = server;
        let (tls, auth) = (tls.as_str().to_owned(), auth.as_str().to_owned());
        MailboxServer { host, port, tls, auth, username, ca_file: ca }
    }
}

impl From<MailAccount> for Mailbox {
    fn from(account: MailAccount) -> Mailbox {
        let (after_import, move_to) = match account.after_import {
            AfterImport::Leave => ("leave", None),
            AfterImport::MarkSeen => ("mark_seen", None),
            AfterImport::MoveTo(folder) => ("move", Some(folder)),
        };
        let (start_from, start_days) = match account.start {
            Start::Now => ("now", None),
            Start::Days(days) => ("days", Some(days)),
        };
        let oauth = account.oauth.map(|client| {
            let OauthClient { client_id, token_url, scope } = client;
            MailboxOauth { client_id, token_url, scope }
        });
        Mailbox {
            address: account.address,
            aliases: account.aliases,
            from_name: account.from_name,
            signature: account.signature,
            reply_tokens: account.reply_tokens,
            imap: account.imap.into(),
            smtp: account.smtp.into(),
            folders: account.folders,
            after_import: after_import.to_owned(),
            move_to,
            sent_copy: account.sent_copy.as_str().to_owned(),
            start_from: start_from.to_owned(),
            start_days,
            oauth,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_to_move_to_and_a_number_of_days_say_enough_by_themselves() {
        let moved = AfterImport::MoveTo("B".into());
        for word in [None, Some("move")] {
            assert_eq!(after_import(word, Some("B".into())).expect("taken"), Some(moved.clone()));
        }
        assert_eq!(after_import(None, None).expect("taken"), None);
        for word in [None, Some("days")] {
            assert_eq!(start(word, Some(30)).expect("taken"), Some(Start::Days(30)));
        }
        assert_eq!(start(None, None).expect("taken"), None);
    }
}
