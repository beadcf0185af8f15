//! A mail server as an account names it, and what can go wrong with one.

use crate::channels::secret::Secret;
use crate::domain::mailbox::MailServer;
pub use crate::domain::mailbox::Tls;
use std::time::Duration;

/// How much of a server's own words is quoted.
const QUOTED_CHARACTERS_MAX: usize = 300;
/// A shorter secret is not looked for in answers: everything would match it.
const SECRET_SOUGHT_FROM: usize = 4;

#[derive(Clone, Debug)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// A certificate authority besides the well-known ones, as PEM text.
    pub ca: Option<String>,
    pub waits: Waits,
}

/// How long each step may take before the connection counts as lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Finding and reaching the host, and the TLS handshake: each.
    pub connect: Duration,
    pub greeting: Duration,
    /// The answer to a command. Bodies have this and a second for each 100 KB.
    pub command: Duration,
    /// SMTP's answer to a whole mail (RFC 5321, 4.5.3.2.6): the server may deliver it meanwhile.
    pub acceptance: Duration,
    pub goodbye: Duration,
}

impl Waits {
    pub const USUAL: Waits = Waits {
        connect: Duration::from_secs(15),
        greeting: Duration::from_secs(30),
        command: Duration::from_secs(60),
        acceptance: Duration::from_secs(600),
        goodbye: Duration::from_secs(5),
    };

    /// For a step that carries so many bytes.
    pub fn for_bytes(&self, bytes: u64) -> Duration {
        self.command + Duration::from_millis(bytes / 100)
    }
}

impl Server {
    pub fn of(account: &MailServer) -> Server {
        Server {
            host: account.host.clone(),
            port: account.port,
            tls: account.tls,
            ca: account.ca.clone(),
            waits: Waits::USUAL,
        }
    }
}

/// How an account proves itself.
#[derive(Clone, Debug)]
pub enum Login {
    Password { user: String, password: Secret },
    Xoauth2 { user: String, token: Secret },
}

impl Login {
    fn secret(&self) -> &str {
        match self {
            Login::Password { user: _, password } => password.reveal(),
            Login::Xoauth2 { user: _, token } => token.reveal(),
        }
    }

    /// Both mechanisms part their fields by control characters, so that none may be inside.
    pub(super) fn is_sendable(&self) -> bool {
        let (user, secret) = match self {
            Login::Password { user, password } => (user, password),
            Login::Xoauth2 { user, token } => (user, token),
        };
        [user.as_str(), secret.reveal()].iter().all(|part| !part.chars().any(char::is_control))
    }

    /// SASL PLAIN (RFC 4616), or XOAUTH2's only message.
    pub(super) fn first_message(&self) -> String {
        match self {
            Login::Password { user, password } => format!("\0{user}\0{}", password.reveal()),
            Login::Xoauth2 { user, token } => {
                format!("user={user}\x01auth=Bearer {}\x01\x01", token.reveal())
            }
        }
    }

    /// A server's words without the secret, should it have repeated it.
    pub(super) fn without_secret(&self, words: &str) -> String {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let hidden = [self.secret().to_owned(), STANDARD.encode(self.secret())];
        let message = STANDARD.encode(self.first_message());
        hidden.iter().chain([&message]).fold(words.to_owned(), |words, hidden| {
            if hidden.len() < SECRET_SOUGHT_FROM { words } else { words.replace(hidden, "…") }
        })
    }
}

/// What went wrong, for people and for the decision what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Trouble {
    pub stage: Stage,
    pub kind: Kind,
    /// A sentence that holds no secret, with the server's own words where it gave any.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Reaching,
    Tls,
    Greeting,
    SignIn,
    Select,
    Listing,
    Fetching,
    Appending,
    Waiting,
    Sender,
    Recipient,
    Content,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Reaching => "reaching",
            Stage::Tls => "tls",
            Stage::Greeting => "greeting",
            Stage::SignIn => "sign_in",
            Stage::Select => "select",
            Stage::Listing => "listing",
            Stage::Fetching => "fetching",
            Stage::Appending => "appending",
            Stage::Waiting => "waiting",
            Stage::Sender => "sender",
            Stage::Recipient => "recipient",
            Stage::Content => "content",
        }
    }

    /// What was being done, to follow "while".
    pub(super) fn doing(self) -> &'static str {
        match self {
            Stage::Reaching => "it was being reached",
            Stage::Tls => "the encryption was agreed on",
            Stage::Greeting => "its greeting was awaited",
            Stage::SignIn => "signing in",
            Stage::Select => "a folder was opened",
            Stage::Listing => "mails or folders were listed",
            Stage::Fetching => "a mail was fetched or moved",
            Stage::Appending => "a copy was stored",
            Stage::Waiting => "waiting for new mail",
            Stage::Sender => "the sender was named",
            Stage::Recipient => "the recipient was named",
            Stage::Content => "the mail was handed over",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The network, or no answer in time.
    Unreachable,
    /// The certificate is none that can be trusted, or there is no encryption although there should be.
    Insecure,
    /// Too many connections or too much work: it goes on later.
    Throttled,
    /// A wrong password or token.
    SignIn,
    /// The server said no to a command. The connection is still good.
    Refused,
    /// The connection was closed, or what came was no mail server's answer.
    Broken,
}

impl Trouble {
    pub fn new(stage: Stage, kind: Kind, text: impl Into<String>) -> Trouble {
        Trouble { stage, kind, text: text.into() }
    }

    pub(super) fn too_late(server: &Server, stage: Stage) -> Trouble {
        let text = format!("{} did not answer in time while {}.", server.place(), stage.doing());
        Trouble::new(stage, Kind::Unreachable, text)
    }

    pub(super) fn closed(server: &Server, stage: Stage) -> Trouble {
        let text = format!("{} closed the connection while {}.", server.place(), stage.doing());
        Trouble::new(stage, Kind::Broken, text)
    }

    pub(super) fn network(server: &Server, stage: Stage, error: &std::io::Error) -> Trouble {
        let text = format!(
            "The connection to {} broke while {}: {}.",
            server.place(),
            stage.doing(),
            quoted(&error.to_string())
        );
        Trouble::new(stage, Kind::Unreachable, text)
    }

    pub(super) fn nonsense(server: &Server, stage: Stage, words: &str) -> Trouble {
        let text = format!(
            "{} sent what is no answer of a mail server while {}: \"{}\".",
            server.place(),
            stage.doing(),
            quoted(words)
        );
        Trouble::new(stage, Kind::Broken, text)
    }

    pub(super) fn said(server: &Server, stage: Stage, kind: Kind, words: &str) -> Trouble {
        let what = match kind {
            Kind::SignIn => format!("{} refused the sign-in.", server.place()),
            Kind::Throttled => {
                format!("{} asks to come back later while {}.", server.place(), stage.doing())
            }
            Kind::Unreachable | Kind::Insecure | Kind::Refused | Kind::Broken => {
                format!("{} said no while {}.", server.place(), stage.doing())
            }
        };
        Trouble::new(stage, kind, format!("{what} It says: \"{}\"", quoted(words)))
    }
}

impl Server {
    pub(super) fn place(&self) -> String {
        format!("The mail server {}:{}", quoted(&self.host), self.port)
    }
}

/// A stranger's words on one line, cut.
pub(super) fn quoted(words: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    let one_line: String = words.chars().take(4 * QUOTED_CHARACTERS_MAX).map(plain).collect();
    let folded = one_line.split_whitespace().collect::<Vec<_>>().join(" ");
    match folded.char_indices().nth(QUOTED_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", folded.get(..end).unwrap_or_default()),
        None => folded,
    }
}
