//! What a mailbox is set up with: checked before it is stored, changed part by part.

use crate::actions::agents;
use crate::actions::error::Error;
use crate::actions::secrets::MailSecrets;
use crate::channels::secret::Secret;
use crate::domain::contact::clean_email;
use crate::domain::mailbox::{
    ALIASES_MAX, AfterImport, Auth, FOLDERS_MAX, MAIN_FOLDER, MailAccount, MailServer, OauthClient,
    START_DAYS_MAX, SentCopy, Start, Tls,
};
use crate::store::MailTrip;

const NAME_CHARACTERS_MAX: usize = 100;
const HOST_CHARACTERS_MAX: usize = 253;
const FOLDER_CHARACTERS_MAX: usize = 200;
const SECRET_CHARACTERS_MAX: usize = 10_000;
const CA_CHARACTERS_MAX: usize = 100_000;
const URL_CHARACTERS_MAX: usize = 500;

/// What an admin changes; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct MailboxChange {
    pub address: Option<String>,
    pub aliases: Option<Vec<String>>,
    pub from_name: Option<String>,
    /// `Some(None)`: none any more.
    pub signature: Option<Option<String>>,
    pub reply_tokens: Option<bool>,
    pub imap: ServerChange,
    pub smtp: ServerChange,
    pub folders: Option<Vec<String>>,
    pub after_import: Option<AfterImport>,
    pub sent_copy: Option<SentCopy>,
    pub start: Option<Start>,
    pub oauth: Option<Option<OauthClient>>,
    pub client_secret: Option<Secret>,
    pub refresh_token: Option<Secret>,
}

#[derive(Clone, Default)]
pub struct ServerChange {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Option<Tls>,
    pub auth: Option<Auth>,
    pub username: Option<String>,
    pub ca: Option<Option<String>>,
    pub password: Option<Secret>,
}

impl MailboxChange {
    /// Whether servers or secrets are entered anew.
    pub fn signs_in_anew(&self) -> bool {
        self.imap.changes_anything()
            || self.smtp.changes_anything()
            || self.oauth.is_some()
            || self.client_secret.is_some()
            || self.refresh_token.is_some()
    }

    /// The account and its secrets after the change.
    pub fn applied(
        self,
        mut account: MailAccount,
        mut secrets: MailSecrets,
    ) -> (MailAccount, MailSecrets) {
        let lower = |address: String| address.trim().to_lowercase();
        account.address = self.address.map(lower).unwrap_or(account.address);
        let aliases = self.aliases.map(|aliases| aliases.into_iter().map(lower).collect());
        account.aliases = aliases.unwrap_or(account.aliases);
        account.from_name = self.from_name.unwrap_or(account.from_name).trim().to_owned();
        account.signature = self.signature.unwrap_or(account.signature);
        account.reply_tokens = self.reply_tokens.unwrap_or(account.reply_tokens);
        account.imap = self.imap.applied(account.imap, &mut secrets.imap_password);
        account.smtp = self.smtp.applied(account.smtp, &mut secrets.smtp_password);
        account.folders = self.folders.unwrap_or(account.folders);
        account.after_import = self.after_import.unwrap_or(account.after_import);
        account.sent_copy = self.sent_copy.unwrap_or(account.sent_copy);
        account.start = self.start.unwrap_or(account.start);
        account.oauth = self.oauth.unwrap_or(account.oauth);
        secrets.client_secret = self.client_secret.or(secrets.client_secret);
        secrets.refresh_token = self.refresh_token.or(secrets.refresh_token);
        (account, secrets)
    }
}

impl ServerChange {
    fn changes_anything(&self) -> bool {
        self.host.is_some()
            || self.port.is_some()
            || self.tls.is_some()
            || self.auth.is_some()
            || self.username.is_some()
            || self.ca.is_some()
            || self.password.is_some()
    }

    fn applied(self, server: MailServer, password: &mut Option<Secret>) -> MailServer {
        if self.password.is_some() {
            *password = self.password;
        }
        MailServer {
            host: self.host.unwrap_or(server.host).trim().to_lowercase(),
            port: self.port.unwrap_or(server.port),
            tls: self.tls.unwrap_or(server.tls),
            auth: self.auth.unwrap_or(server.auth),
            username: self.username.unwrap_or(server.username),
            ca: self.ca.unwrap_or(server.ca),
        }
    }
}

/// Refuses what cannot work, by the field's name.
pub(in crate::actions) fn check(account: &MailAccount, secrets: &MailSecrets) -> Result<(), Error> {
    check_address("email.address", &account.address)?;
    if account.aliases.len() > ALIASES_MAX {
        let reason = format!("An inbox has at most {ALIASES_MAX} further addresses.");
        return Err(Error::invalid("email.aliases", reason));
    }
    for alias in &account.aliases {
        check_address("email.aliases", alias)?;
    }
    check_line("email.from_name", &account.from_name, 1..=NAME_CHARACTERS_MAX)?;
    agents::read_signature(account.signature.as_deref().unwrap_or_default(), "email.signature")?;
    check_server("email.imap", &account.imap)?;
    check_server("email.smtp", &account.smtp)?;
    check_folders(account)?;
    if matches!(account.start, Start::Days(days) if !(1..=START_DAYS_MAX).contains(&days)) {
        let reason = format!("The first look goes back 1 to {START_DAYS_MAX} days.");
        return Err(Error::invalid("email.start_days", reason));
    }
    check_secrets(account, secrets)
}

/// After another mailbox or address is named, nothing shows that addresses with “+” reach it: whoever
/// had them switched on has them off. Whoever switches them on is to show it; what else he changes of
/// a mailbox that has them, no test is asked for.
pub(in crate::actions) fn settle_reply_tokens(
    account: &mut MailAccount,
    known: &MailAccount,
    trip: Option<&MailTrip>,
) -> Result<(), Error> {
    if !known.reply_tokens {
        return check_reply_tokens(account, trip);
    }
    account.reply_tokens &=
        account.versions.mailbox == known.versions.mailbox && account.address == known.address;
    Ok(())
}

/// Answers to addresses that do not reach the mailbox would be lost: they are used only where a mail
/// to itself has come back by one.
pub(in crate::actions) fn check_reply_tokens(
    account: &MailAccount,
    trip: Option<&MailTrip>,
) -> Result<(), Error> {
    let is_proven = trip.is_some_and(|trip| {
        trip.mailbox == account.versions.mailbox
            && trip.address == account.address
            && trip.plus.arrived_at.is_some()
    });
    if !account.reply_tokens || is_proven {
        return Ok(());
    }
    let reason = "Send a test mail first: that addresses with “+” reach this mailbox is not shown.";
    Err(Error::invalid("email.reply_tokens", reason))
}

fn check_address(field: &'static str, address: &str) -> Result<(), Error> {
    let is_one = clean_email(address).as_deref() == Some(address)
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>(),;:\"\\[]".contains(&byte));
    if is_one {
        return Ok(());
    }
    Err(Error::invalid(field, format!("“{address}” is no e-mail address.")))
}

fn check_line(
    field: &'static str,
    text: &str,
    length: std::ops::RangeInclusive<usize>,
) -> Result<(), Error> {
    if length.contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(());
    }
    let (least, most) = (length.start(), length.end());
    let reason = format!("“{field}” has {least} to {most} characters on one line.");
    Err(Error::invalid(field, reason))
}

fn check_server(name: &'static str, server: &MailServer) -> Result<(), Error> {
    let field = |part: &str| format!("{name}.{part}");
    let is_host = (1..=HOST_CHARACTERS_MAX).contains(&server.host.len())
        && server.host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    if !is_host {
        let reason = "Give the server's name, such as imap.example.com.";
        return Err(Error::invalid(field("host"), reason));
    }
    if server.port == 0 {
        return Err(Error::invalid(field("port"), "A port is a number from 1 to 65535."));
    }
    let is_user = (1..=HOST_CHARACTERS_MAX).contains(&server.username.chars().count())
        && !server.username.chars().any(char::is_control);
    if !is_user {
        let reason = "Give the name that the mailbox is signed in with, mostly its address.";
        return Err(Error::invalid(field("username"), reason));
    }
    let ca = server.ca.as_deref().unwrap_or_default();
    let is_pem = ca.is_empty() || ca.contains("-----BEGIN CERTIFICATE-----");
    if ca.len() > CA_CHARACTERS_MAX || !is_pem {
        let reason = "Give the authority's certificate as PEM text.";
        return Err(Error::invalid(field("ca_file"), reason));
    }
    Ok(())
}

/// The name of the main folder has no case (RFC 3501, 5.1); any other one does.
fn plain(folder: &str) -> &str {
    if folder.eq_ignore_ascii_case(MAIN_FOLDER) { MAIN_FOLDER } else { folder }
}

fn check_folders(account: &MailAccount) -> Result<(), Error> {
    let field = "email.folders";
    if account.folders.is_empty() || account.folders.len() > FOLDERS_MAX {
        let reason = format!("An inbox reads 1 to {FOLDERS_MAX} folders.");
        return Err(Error::invalid(field, reason));
    }
    let mut seen = std::collections::BTreeSet::new();
    for folder in &account.folders {
        check_line("email.folders", folder, 1..=FOLDER_CHARACTERS_MAX)?;
        if !seen.insert(plain(folder)) {
            return Err(Error::invalid(field, format!("The folder “{folder}” is there twice.")));
        }
    }
    if let AfterImport::MoveTo(folder) = &account.after_import {
        check_line("email.move_to", folder, 1..=FOLDER_CHARACTERS_MAX)?;
        if seen.contains(plain(folder)) {
            let reason = "Mails cannot be moved to a folder that is read here.";
            return Err(Error::invalid("email.move_to", reason));
        }
    }
    Ok(())
}

fn check_secrets(account: &MailAccount, secrets: &MailSecrets) -> Result<(), Error> {
    let given = |secret: Option<&Secret>| {
        secret.is_some_and(|secret| {
            !secret.is_empty() && secret.reveal().len() <= SECRET_CHARACTERS_MAX
        })
    };
    for (field, server, password) in [
        ("email.imap.password", &account.imap, secrets.imap_password.as_ref()),
        ("email.smtp.password", &account.smtp, secrets.smtp_password()),
    ] {
        if server.auth == Auth::Password && !given(password) {
            return Err(Error::invalid(field, format!("“{field}” is missing or too long.")));
        }
    }
    if account.imap.auth == Auth::Password && account.smtp.auth == Auth::Password {
        return Ok(());
    }
    let Some(oauth) = &account.oauth else {
        let reason = "Signing in with OAuth 2 needs “email.oauth”.";
        return Err(Error::invalid("email.oauth", reason));
    };
    check_line("email.oauth.client_id", &oauth.client_id, 1..=URL_CHARACTERS_MAX)?;
    check_token_url(&oauth.token_url)?;
    match given(secrets.refresh_token.as_ref()) {
        true => Ok(()),
        false => {
            let field = "email.oauth.refresh_token";
            Err(Error::invalid(field, format!("“{field}” is missing or too long.")))
        }
    }
}

/// Secrets go there: over TLS, or to a program on the same machine.
fn check_token_url(text: &str) -> Result<(), Error> {
    let is_safe = reqwest::Url::parse(text).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    });
    match is_safe && text.len() <= URL_CHARACTERS_MAX {
        true => Ok(()),
        false => Err(Error::invalid(
            "email.oauth.token_url",
            "Give the address that renews tokens; it begins with https://.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_mends_how_tokens_are_renewed_signs_in_anew() {
        assert!(!MailboxChange::default().signs_in_anew());
        let oauth = OauthClient {
            client_id: "desk".into(),
            token_url: "https://tokens.example.test/".into(),
            scope: Some("mail".into()),
        };
        assert!(MailboxChange { oauth: Some(Some(oauth)), ..Default::default() }.signs_in_anew());
    }
}
