//! A mailbox that is an inbox: where its mails are fetched, and how they go out.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// How many further addresses an inbox may answer to.
pub const ALIASES_MAX: usize = 20;
/// How many folders are fetched.
pub const FOLDERS_MAX: usize = 10;
/// Where every mailbox's new mails arrive (RFC 3501, 5.1).
pub const MAIN_FOLDER: &str = "INBOX";
/// How many days back the first look may go.
pub const START_DAYS_MAX: u32 = 3_650;
const LOCAL_BYTES_MAX: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAccount {
    /// In lower case; unique among inboxes.
    pub address: String,
    /// Other addresses whose mails arrive here, in lower case.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whom customers see as the sender, beside the agent.
    pub from_name: String,
    /// What stands under every answer, in Markdown.
    #[serde(default)]
    pub signature: Option<String>,
    pub imap: MailServer,
    pub smtp: MailServer,
    pub folders: Vec<String>,
    #[serde(default)]
    pub after_import: AfterImport,
    #[serde(default)]
    pub sent_copy: SentCopy,
    #[serde(default)]
    pub start: Start,
    #[serde(default)]
    pub oauth: Option<OauthClient>,
    /// Whether answers ask to be answered at an address with `+` that names their conversation.
    #[serde(default)]
    pub reply_tokens: bool,
    #[serde(default)]
    pub versions: Versions,
}

/// What an admin's changes lead to, beside what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Counted up when another mailbox is named: numbers of the old one say nothing of the new one.
    pub mailbox: u32,
    /// Since when it is this one; `None`: since the inbox was made.
    pub since: Option<Timestamp>,
    /// Counted up when an admin enters how to sign in: whoever waits tries at once.
    pub sign_in: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub auth: Auth,
    pub username: String,
    /// A certificate authority of its own, as PEM text.
    #[serde(default)]
    pub ca: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// From the first byte on.
    Implicit,
    Starttls,
    /// Nothing is hidden from who listens: for a server on the same machine.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    Password,
    Oauth2,
}

/// What becomes of a mail in its mailbox once it is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterImport {
    #[default]
    Leave,
    MarkSeen,
    MoveTo(String),
}

/// Whether what goes out is put into the folder of sent mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentCopy {
    /// Unless the provider does so itself.
    #[default]
    Auto,
    On,
    Off,
}

/// From when on mails are fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// What arrives after the inbox was made.
    #[default]
    Now,
    Days(u32),
}

/// What tokens are renewed with; its secrets are kept with the passwords.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthClient {
    pub client_id: String,
    pub token_url: String,
    #[serde(default)]
    pub scope: Option<String>,
}

/// Providers that keep what goes out through them by themselves.
const KEEPS_SENT: [&str; 4] =
    ["smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com", "smtp.googlemail.com"];

impl MailAccount {
    /// Whether this is one of the inbox's own addresses, in whatever case, with or without `+tag`.
    pub fn is_own(&self, address: &str) -> bool {
        let plain = without_tag(&address.to_lowercase());
        self.addresses().any(|own| without_tag(own) == plain)
    }

    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.address.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// What stands behind the `+` of one of its own addresses.
    pub fn tag<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (_, tag) = address.rsplit_once('@')?.0.split_once('+')?;
        self.is_own(address).then_some(tag)
    }

    /// Its address with this behind a `+`; `None`: that would be longer than addresses may be
    /// (RFC 5321, 4.5.3.1.1).
    pub fn tagged(&self, tag: &str) -> Option<String> {
        let (local, domain) = self.address.rsplit_once('@')?;
        let tagged = format!("{local}+{tag}");
        (tagged.len() <= LOCAL_BYTES_MAX).then(|| format!("{tagged}@{domain}"))
    }

    /// What comes behind the `@` of its address.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether these are the mails of the same mailbox.
    pub fn is_same_mailbox(&self, other: &MailAccount) -> bool {
        let named = |account: &MailAccount| {
            (account.imap.host.to_lowercase(), account.imap.username.clone())
        };
        named(self) == named(other)
    }

    pub fn keeps_sent_copies(&self) -> bool {
        match self.sent_copy {
            SentCopy::On => true,
            SentCopy::Off => false,
            SentCopy::Auto => !KEEPS_SENT.contains(&self.smtp.host.as_str()),
        }
    }
}

fn without_tag(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split_once('+').map_or(local, |(local, _)| local);
            format!("{local}@{domain}")
        }
        None => address.to_owned(),
    }
}

impl Tls {
    pub fn as_str(self) -> &'static str {
        match self {
            Tls::Implicit => "implicit",
            Tls::Starttls => "starttls",
            Tls::None => "none",
        }
    }

    pub fn parse(text: &str) -> Option<Tls> {
        [Tls::Implicit, Tls::Starttls, Tls::None].into_iter().find(|tls| tls.as_str() == text)
    }
}

impl Auth {
    pub fn as_str(self) -> &'static str {
        match self {
            Auth::Password => "password",
            Auth::Oauth2 => "oauth2",
        }
    }

    pub fn parse(text: &str) -> Option<Auth> {
        [Auth::Password, Auth::Oauth2].into_iter().find(|auth| auth.as_str() == text)
    }
}

impl SentCopy {
    pub fn as_str(self) -> &'static str {
        match self {
            SentCopy::Auto => "auto",
            SentCopy::On => "on",
            SentCopy::Off => "off",
        }
    }

    pub fn parse(text: &str) -> Option<SentCopy> {
        let all = [SentCopy::Auto, SentCopy::On, SentCopy::Off];
        all.into_iter().find(|copy| copy.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn account() -> MailAccount {
        let server = |port| MailServer {
            host: "mail.example.test".into(),
            port,
            tls: Tls::Implicit,
            auth: Auth::Password,
            username: "support".into(),
            ca: None,
        };
        MailAccount {
            address: "support@example.test".into(),
            aliases: vec!["help@example.test".into()],
            from_name: "Support".into(),
            signature: None,
            imap: server(993),
            smtp: server(465),
            folders: vec![MAIN_FOLDER.into()],
            after_import: AfterImport::Leave,
            sent_copy: SentCopy::Auto,
            start: Start::Now,
            oauth: None,
            reply_tokens: false,
            versions: Versions::default(),
        }
    }

    #[test]
    fn own_addresses_are_known_in_every_form() {
        let account = account();
        for own in ["support@example.test", "Support@Example.TEST", "help+c-123@example.test"] {
            assert!(account.is_own(own), "{own}");
        }
        for foreign in ["", "support@example.org", "supports@example.test", "@example.test"] {
            assert!(!account.is_own(foreign), "{foreign}");
        }
        assert_eq!(account.domain(), "example.test");
    }

    #[test]
    fn large_providers_keep_what_is_sent_by_themselves() {
        let mut account = account();
        assert!(account.keeps_sent_copies());
        account.smtp.host = "smtp.gmail.com".into();
        assert!(!account.keeps_sent_copies());
        account.sent_copy = SentCopy::On;
        assert!(account.keeps_sent_copies());
        account.sent_copy = SentCopy::Off;
        assert!(!account.keeps_sent_copies());
    }
}
