//! Handing over (RFC 5321, RFC 6409): what the business sends is taken and delivered.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::delivery::{self, Posted};
use super::knobs::NextMail;
use super::mailbox::SENT;
use super::wire::{Line, Wire};
use crate::simulator::platform::{Change, Platform};

const MAIL_BYTES_MAX: usize = 25 * 1024 * 1024;
const LINE_BYTES_MAX: usize = 8 * 1024;
/// Lines of mails are longer where programs do not keep to the rules.
const CONTENT_LINE_BYTES_MAX: usize = 1024 * 1024;
const RECEIVERS_MAX: usize = 100;
const ADDRESS_BYTES_MAX: usize = 254;
/// Nonsense is answered so often.
const MISTAKES_MAX: usize = 20;
const SILENCE_MAX: Duration = Duration::from_secs(5 * 60);

const ORDER: &str = "503 5.5.1 Not now";
const SYNTAX: &str = "501 5.5.4 That cannot be understood";

struct Session {
    platform: Arc<Platform>,
    wire: Wire,
    /// The mailbox that has signed in.
    mailbox: Option<String>,
    from: Option<String>,
    to: Vec<String>,
    mistakes: usize,
}

enum Next {
    GoOn,
    Ends,
}

pub async fn serve(platform: Arc<Platform>, stream: TcpStream) -> io::Result<()> {
    let wire = Wire::of(stream);
    let mut session =
        Session { platform, wire, mailbox: None, from: None, to: Vec::new(), mistakes: 0 };
    session.answer("220 mail.simulator.invalid ESMTP").await?;
    while let Some(line) = session.heard(LINE_BYTES_MAX).await? {
        if let Next::Ends = session.command(&String::from_utf8_lossy(&line)).await? {
            break;
        }
        if session.mistakes > MISTAKES_MAX {
            return session.answer("421 4.7.0 That is enough").await;
        }
    }
    Ok(())
}

impl Session {
    async fn answer(&mut self, line: &str) -> io::Result<()> {
        if line.starts_with('5') {
            self.mistakes += 1;
        }
        self.wire.say(format!("{line}\r\n").as_bytes()).await
    }

    /// `None`: the connection is over.
    async fn heard(&mut self, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
        match timeout(SILENCE_MAX, self.wire.line(bytes_max)).await {
            Err(_) => {
                self.answer("421 4.4.2 Nothing came").await?;
                Ok(None)
            }
            Ok(heard) => match heard? {
                Line::Whole(line) => Ok(Some(line)),
                Line::Closed => Ok(None),
                Line::TooLong => {
                    self.answer("500 5.5.6 A line is too long").await?;
                    Ok(None)
                }
            },
        }
    }

    async fn command(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.greet().await?,
            "HELO" => self.answer("250 mail.simulator.invalid").await?,
            "AUTH" => return self.sign_in(rest).await,
            "MAIL" => self.begin(rest).await?,
            "RCPT" => self.receiver(rest).await?,
            "DATA" => return self.content().await,
            "RSET" => {
                self.forget();
                self.answer("250 2.0.0 Forgotten").await?;
            }
            "NOOP" => self.answer("250 2.0.0 Here").await?,
            "QUIT" => {
                self.answer("221 2.0.0 Goodbye").await?;
                return Ok(Next::Ends);
            }
            _ => self.answer("502 5.5.1 That is not known here").await?,
        }
        Ok(Next::GoOn)
    }

    async fn greet(&mut self) -> io::Result<()> {
        self.forget();
        let features = format!(
            "250-mail.simulator.invalid\r\n250-SIZE {MAIL_BYTES_MAX}\r\n250-8BITMIME\r\n\
             250-SMTPUTF8\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN"
        );
        self.answer(&features).await
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn sign_in(&mut self, rest: &str) -> io::Result<Next> {
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        let said = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let message = match first.is_empty() {
                    true => self.asked("").await?,
                    false => Some(first.to_owned()),
                };
                message.as_deref().and_then(decoded).and_then(|message| {
                    let mut parts = message.splitn(3, '\0').skip(1).map(str::to_owned);
                    parts.next().zip(parts.next())
                })
            }
            "LOGIN" => {
                let user = self.asked("VXNlcm5hbWU6").await?;
                let password = self.asked("UGFzc3dvcmQ6").await?;
                let said = user.as_deref().and_then(decoded);
                said.zip(password.as_deref().and_then(decoded))
            }
            _ => {
                self.answer("504 5.5.4 Only PLAIN and LOGIN are known here").await?;
                return Ok(Next::GoOn);
            }
        };
        let Some((user, password)) = said else {
            self.answer(SYNTAX).await?;
            return Ok(Next::GoOn);
        };
        if self.platform.world().mail.is_password(&user, &password) {
            self.mailbox = Some(user);
            self.answer("235 2.7.0 Welcome").await?;
        } else {
            self.answer("535 5.7.8 Name or password is wrong").await?;
        }
        Ok(Next::GoOn)
    }

    async fn asked(&mut self, question: &str) -> io::Result<Option<String>> {
        self.answer(&format!("334 {question}")).await?;
        let line = self.heard(LINE_BYTES_MAX).await?;
        Ok(line.map(|line| String::from_utf8_lossy(&line).into_owned()))
    }

    async fn begin(&mut self, rest: &str) -> io::Result<()> {
        let Some(mailbox) = self.mailbox.clone() else {
            return self.answer("530 5.7.0 Sign in first").await;
        };
        if self.from.is_some() {
            return self.answer(ORDER).await;
        }
        let Some((from, extras)) = address(rest, "FROM:") else {
            return self.answer(SYNTAX).await;
        };
        let sizes = extras.split(' ').filter_map(|extra| extra.split_once('='));
        let mut sizes = sizes.filter(|(name, _)| name.eq_ignore_ascii_case("SIZE"));
        if sizes.any(|(_, size)| size.parse().is_ok_and(|size: usize| size > MAIL_BYTES_MAX)) {
            return self.answer("552 5.3.4 The mail is too large").await;
        }
        if !from.eq_ignore_ascii_case(&mailbox) {
            return self.answer("553 5.7.1 That sender is not yours").await;
        }
        self.from = Some(from);
        self.answer("250 2.1.0 Go on").await
    }

    async fn receiver(&mut self, rest: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.answer(ORDER).await;
        }
        let Some((to, _)) = address(rest, "TO:").filter(|(to, _)| !to.is_empty()) else {
            return self.answer(SYNTAX).await;
        };
        if self.to.len() >= RECEIVERS_MAX {
            return self.answer("452 4.5.3 No more receivers in one mail").await;
        }
        match self.trouble() {
            Some(NextMail::RefusedForNow) => {
                self.trouble_is_over();
                return self.answer("451 4.3.0 The mailbox is busy, come back later").await;
            }
            Some(NextMail::Refused) => {
                self.trouble_is_over();
                return self.answer("550 5.7.1 The receiver does not want this mail").await;
            }
            Some(NextMail::CutAndDelivered | NextMail::CutAndLost) | None => {}
        }
        self.to.push(to);
        self.answer("250 2.1.5 Go on").await
    }

    fn trouble(&self) -> Option<NextMail> {
        self.platform.world().mail.knobs.next_mail
    }

    fn trouble_is_over(&self) {
        self.platform.world().mail.knobs.next_mail = None;
        self.platform.announce(Change::State);
    }

    async fn content(&mut self) -> io::Result<Next> {
        let Some(from) = self.from.clone().filter(|_| !self.to.is_empty()) else {
            self.answer(ORDER).await?;
            return Ok(Next::GoOn);
        };
        self.answer("354 End with a dot on a line of its own").await?;
        let Some(raw) = self.lines().await? else { return Ok(Next::Ends) };
        let to = std::mem::take(&mut self.to);
        self.forget();
        if raw.len() > MAIL_BYTES_MAX {
            self.answer("552 5.3.4 The mail is too large").await?;
            return Ok(Next::GoOn);
        }
        let trouble = self.trouble();
        let cut = match trouble {
            Some(NextMail::CutAndDelivered) => Some(true),
            Some(NextMail::CutAndLost) => Some(false),
            Some(NextMail::RefusedForNow | NextMail::Refused) | None => None,
        };
        if cut.is_some() {
            self.trouble_is_over();
        }
        if cut != Some(false) {
            self.take(&from, to, raw);
        }
        if cut.is_some() {
            return Ok(Next::Ends);
        }
        self.answer("250 2.0.0 Taken").await?;
        Ok(Next::GoOn)
    }

    /// Up to the lone dot, without what was put before other dots. What is too long is read to its
    /// end, but not kept.
    async fn lines(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut raw = Vec::new();
        while let Some(line) = self.heard(CONTENT_LINE_BYTES_MAX).await? {
            if line == b"." {
                return Ok(Some(raw));
            }
            if raw.len() <= MAIL_BYTES_MAX {
                raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
                raw.extend_from_slice(b"\r\n");
            }
        }
        Ok(None)
    }

    fn take(&self, from: &str, to: Vec<String>, raw: Vec<u8>) {
        let now_ms = self.platform.clock.now_ms();
        {
            let mut world = self.platform.world();
            let keeps = world.mail.knobs.keeps_sent;
            let mailbox = world.mail.mailbox_mut(from).filter(|_| keeps);
            if let Some(sent) = mailbox.and_then(|mailbox| mailbox.folder_mut(SENT)) {
                let seen = BTreeSet::from(["\\Seen".to_owned()]);
                sent.put(raw.as_slice().into(), now_ms, seen);
            }
        }
        for to in to {
            delivery::post(&self.platform, Posted { from: from.to_owned(), to, raw: raw.clone() });
        }
    }
}

/// `FROM:<a@b> SIZE=1`: the address and what stands behind it.
fn address(rest: &str, keyword: &str) -> Option<(String, String)> {
    let start = rest.get(..keyword.len())?;
    if !start.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let rest = rest.get(keyword.len()..)?.trim_start().strip_prefix('<')?;
    let (address, extras) = rest.split_once('>')?;
    let is_one =
        address.is_empty() || (address.contains('@') && !address.contains(char::is_whitespace));
    let fits = is_one && address.len() <= ADDRESS_BYTES_MAX;
    fits.then(|| (address.to_owned(), extras.trim().to_owned()))
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_in_angle_brackets() {
        for (rest, expected) in [
            ("FROM:<a@b> SIZE=1", Some(("a@b", "SIZE=1"))),
            ("from: <a@b>", Some(("a@b", ""))),
            ("FROM:<>", Some(("", ""))),
            ("FROM:a@b", None),
            ("FROM:<a>", None),
            ("FROM:<a b@c>", None),
            ("FR\u{d6}M:<a@b>", None),
            ("", None),
        ] {
            let found = address(rest, "FROM:");
            let found = found.as_ref().map(|(address, extras)| (&**address, &**extras));
            assert_eq!(found, expected, "{rest}");
        }
    }
}
