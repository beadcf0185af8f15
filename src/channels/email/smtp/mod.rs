//! Handing mails over by SMTP (RFC 5321), in steps that tell how far a mail has come: up to the
//! final dot nothing was sent, and behind it only an answer with a code says what became of it.

mod content;
mod reply;
mod sign_in;
mod words;

pub use words::words_for;

use super::link::Link;
use super::server::{Kind, Login, Server, Stage, Trouble};
use crate::channels::{Retry, Scope, SendError};
use crate::domain::delivery::Failure;
use reply::{Parsed, Reply};
use std::time::Duration;
use tokio::time::timeout;

/// Longer addresses are none (RFC 5321, 4.5.3.1.3).
const ADDRESS_BYTES_MAX: usize = 254;
/// How long an inbox rests whose server refuses us at its greeting: asking more often lengthens blocks.
const BLOCKED_REST_MS: i64 = 15 * reply::REST_MS;
/// By which a refused sign-in is known (RFC 4954, 6).
const SIGN_IN_CODE: i64 = 535;

/// A connection that is signed in.
pub struct Smtp {
    link: Link,
    /// What EHLO told, a line each, in upper case.
    features: Vec<String>,
    /// Whether a mail was begun and not ended.
    is_begun: bool,
    /// Not so after anything that leaves open whose answer comes next.
    is_good: bool,
}

/// The server is ready for the content of one mail.
pub struct Opened<'s> {
    smtp: &'s mut Smtp,
}

impl Smtp {
    /// Reaches the server, encrypts and signs in; `name`: how we introduce ourselves.
    pub async fn connect(server: &Server, login: &Login, name: &str) -> Result<Smtp, Trouble> {
        let link = Link::open(server).await?;
        let mut smtp = Smtp { link, features: Vec::new(), is_begun: false, is_good: true };
        smtp.greet_and_sign_in(login, name).await?;
        Ok(smtp)
    }

    /// The largest mail that the server takes, in bytes, if it says so.
    pub fn size_max(&self) -> Option<u64> {
        self.feature("SIZE")?.parse().ok().filter(|size| *size > 0)
    }

    /// Names sender and recipient and asks to begin. Whatever comes of it, nothing was sent yet.
    pub async fn open(&mut self, from: &str, to: &str) -> Result<Opened<'_>, SendError> {
        let is_international = !(from.is_ascii() && to.is_ascii());
        for address in [from, to] {
            check_address(address)?;
        }
        if is_international && self.feature("SMTPUTF8").is_none() {
            return Err(refused(
                "The mail server can't send to addresses with letters beyond ASCII.",
            ));
        }
        if self.is_begun {
            self.say(Stage::Sender, "RSET").await?;
        }
        self.is_begun = true;
        let extra = if is_international { " SMTPUTF8" } else { "" };
        self.asked(Stage::Sender, &format!("MAIL FROM:<{from}>{extra}"), Scope::Inbox).await?;
        self.asked(Stage::Recipient, &format!("RCPT TO:<{to}>"), Scope::Contact).await?;
        self.asked(Stage::Content, "DATA", Scope::Contact).await?;
        Ok(Opened { smtp: self })
    }

    /// Says goodbye; whether the server hears it does not matter.
    pub async fn quit(mut self) {
        if self.is_good {
            let wait = self.link.server.waits.goodbye;
            let _ = timeout(wait, self.say(Stage::Content, "QUIT")).await;
        }
        self.link.close().await;
    }

    /// What stands behind the name of a feature; `None`: it is not offered.
    fn feature(&self, name: &str) -> Option<&str> {
        self.features.iter().find_map(|line| {
            let rest = line.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with([' ', '=']))
                .then(|| rest.trim_start_matches([' ', '=']))
        })
    }

    async fn asked(&mut self, stage: Stage, command: &str, scope: Scope) -> Result<(), SendError> {
        let reply = self.say(stage, command).await?;
        match stage {
            // Only "go on" is a yes to DATA.
            Stage::Content if reply.is_good() && reply.code != 354 => {
                self.is_good = false;
                Err(Trouble::nonsense(&self.link.server, stage, &reply.text()).into())
            }
            _ if reply.is_good() => Ok(()),
            _ => Err(reply.as_error(stage, scope)),
        }
    }

    /// Sends a command and waits for its answer.
    async fn say(&mut self, stage: Stage, command: &str) -> Result<Reply, Trouble> {
        if !self.is_good {
            return Err(Trouble::closed(&self.link.server, stage));
        }
        self.is_good = false;
        let wait = self.link.server.waits.command;
        self.link.write(stage, format!("{command}\r\n").as_bytes(), wait).await?;
        self.answered(stage, wait).await
    }

    async fn answered(&mut self, stage: Stage, wait: Duration) -> Result<Reply, Trouble> {
        match timeout(wait, self.hear(stage)).await {
            Ok(reply) => {
                let reply = reply?;
                // 421: the server closes the connection.
                self.is_good = reply.code != 421;
                Ok(reply)
            }
            Err(_) => Err(Trouble::too_late(&self.link.server, stage)),
        }
    }

    async fn hear(&mut self, stage: Stage) -> Result<Reply, Trouble> {
        loop {
            match reply::parse(self.link.received()) {
                Parsed::Whole(reply, bytes) => {
                    self.link.take(bytes);
                    return Ok(reply);
                }
                Parsed::Nonsense => {
                    let words = String::from_utf8_lossy(self.link.received()).into_owned();
                    return Err(Trouble::nonsense(&self.link.server, stage, &words));
                }
                Parsed::More => self.link.receive(stage).await?,
            }
        }
    }
}

/// An address must not be able to end its command, or to be two.
fn check_address(address: &str) -> Result<(), SendError> {
    let is_odd = |letter: char| {
        letter.is_control() || letter.is_whitespace() || matches!(letter, '<' | '>' | ',')
    };
    let has_parts = address
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if has_parts && address.len() <= ADDRESS_BYTES_MAX && !address.contains(is_odd) {
        return Ok(());
    }
    let shown = super::server::quoted(address);
    Err(refused(&format!("\"{shown}\" is no address that a mail can go to.")))
}

fn refused(reason: &str) -> SendError {
    SendError::Permanent { failure: Failure { code: None, reason: reason.to_owned() } }
}

impl From<Trouble> for SendError {
    /// Of trouble before the final dot: nothing was sent. None of it is the mail's fault.
    fn from(trouble: Trouble) -> SendError {
        let Trouble { stage, kind, text: reason } = trouble;
        match kind {
            // It may be this mail at which it always breaks: that is counted, and nobody waits along.
            Kind::Unreachable | Kind::Insecure | Kind::Broken if is_about_one_mail(stage) => {
                SendError::Temporary { reason, retry: Retry::SURE, scope: Scope::Contact }
            }
            // It does not want us at all: a block that may be lifted by itself, or by whom its words name.
            Kind::Refused if stage == Stage::Greeting => SendError::Temporary {
                reason,
                retry: Retry::After { wait_ms: BLOCKED_REST_MS },
                scope: Scope::Inbox,
            },
            // Our access is not renewed: what it says tells an admin what does.
            Kind::Refused if stage == Stage::SignIn => {
                SendError::Stopped { failure: Failure { code: None, reason } }
            }
            Kind::Unreachable | Kind::Insecure | Kind::Broken | Kind::Refused => {
                SendError::Unreachable { reason, scope: Scope::Inbox }
            }
            Kind::Throttled => SendError::Temporary {
                reason,
                retry: Retry::After { wait_ms: reply::REST_MS },
                scope: Scope::Inbox,
            },
            Kind::SignIn => {
                let reason = format!("The mail account's sign-in failed. {reason}");
                SendError::Stopped { failure: Failure { code: Some(SIGN_IN_CODE), reason } }
            }
        }
    }
}

/// Whether the server has let us in, and is told of a mail.
fn is_about_one_mail(stage: Stage) -> bool {
    match stage {
        Stage::Sender | Stage::Recipient | Stage::Content => true,
        Stage::Reaching
        | Stage::Tls
        | Stage::Greeting
        | Stage::SignIn
        | Stage::Select
        | Stage::Listing
        | Stage::Fetching
        | Stage::Appending
        | Stage::Waiting => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_that_is_not_renewed_stops_the_inbox_and_fails_no_mail() {
        let told: SendError = Trouble::new(Stage::SignIn, Kind::Refused, "invalid_client").into();
        assert!(matches!(told, SendError::Stopped { .. }), "{told:?}");
        let told: SendError = Trouble::new(Stage::Tls, Kind::Refused, "no").into();
        assert!(matches!(told, SendError::Unreachable { scope: Scope::Inbox, .. }), "{told:?}");
    }

    #[test]
    fn an_address_cannot_become_a_command() {
        for good in ["a@b", "o'neil+x@example.test", "\"a.b\"@example.test", "grüße@exämple.test"]
        {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        let long = format!("{}@example.test", "a".repeat(ADDRESS_BYTES_MAX));
        for bad in
            ["", "a", "@b", "a@", "a@b>\r\nDATA", "a b@c", "<a@b>", "a@b,c@d", "a@b\0", &long]
        {
            let error = check_address(bad);
            assert!(matches!(error, Err(SendError::Permanent { .. })), "{bad:?}: {error:?}");
        }
    }
}
