//! A mailbox over IMAP (RFC 3501). Every answer is looked at: a refusal or a lost connection is
//! never taken for "there is nothing".

mod answer;
mod fetch;
mod folders;
mod idle;
mod mails;
mod names;
mod sign_in;

pub use fetch::Described;
pub use folders::{Folder, Selected, SpecialUse};
pub use idle::{IdleWaits, Woken};

use super::link::Link;
use super::server::{Kind, Login, Server, Stage, Trouble};
use answer::{Answer, Framed, Framer, Status, Value};
use std::time::Duration;
use tokio::time::timeout;

/// How much of an answer that makes no sense is shown.
const NONSENSE_BYTES_MAX: usize = 200;

/// A connection that is signed in. After a trouble other than `Refused`, or a call that was not
/// waited for, every further call fails: what still comes would answer the wrong question.
pub struct Imap {
    link: Link,
    framer: Framer,
    tags: u32,
    capabilities: Vec<String>,
    is_good: bool,
    /// How many mails the open folder has, as the server said last, and as it had said when it was
    /// asked last for what is new. A server tells a change once, in the middle of whatever it is
    /// asked then (RFC 3501, 5.2): while one waits it does not repeat it.
    told: u32,
    looked_at: u32,
}

impl Imap {
    /// Reaches the server, encrypts, signs in and asks what the server can.
    pub async fn connect(server: &Server, login: &Login) -> Result<Imap, Trouble> {
        let link = Link::open(server).await?;
        let mut imap = Imap {
            link,
            framer: Framer::default(),
            tags: 0,
            capabilities: Vec::new(),
            is_good: true,
            told: 0,
            looked_at: 0,
        };
        imap.greet_and_sign_in(login).await?;
        Ok(imap)
    }

    /// Whether it can be asked anything more.
    pub fn is_good(&self) -> bool {
        self.is_good
    }

    /// Whether the server offers to tell of new mail at once.
    pub fn has_idle(&self) -> bool {
        self.can("IDLE")
    }

    pub async fn noop(&mut self) -> Result<(), Trouble> {
        self.ask(Stage::Waiting, "NOOP", |_| {}).await.map(drop)
    }

    /// Says goodbye; whether the server hears it does not matter.
    pub async fn logout(mut self) {
        if self.is_good {
            let wait = self.link.server.waits.goodbye;
            let _ = timeout(wait, self.ask(Stage::Waiting, "LOGOUT", |_| {})).await;
        }
        self.link.close().await;
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known.eq_ignore_ascii_case(capability))
    }

    /// Sends a command and hands its data to `take`; answers with the words of its OK.
    async fn ask(
        &mut self,
        stage: Stage,
        command: &str,
        take: impl FnMut(Vec<Value>),
    ) -> Result<String, Trouble> {
        let wait = self.link.server.waits.command;
        self.ask_within(wait, stage, command, take).await
    }

    async fn ask_within(
        &mut self,
        wait: Duration,
        stage: Stage,
        command: &str,
        take: impl FnMut(Vec<Value>),
    ) -> Result<String, Trouble> {
        let tag = self.send(stage, command).await?;
        self.finish(wait, stage, &tag, take).await
    }

    /// Sends a command; from here on until it is answered, the connection counts as lost.
    async fn send(&mut self, stage: Stage, command: &str) -> Result<String, Trouble> {
        if !self.is_good {
            return Err(Trouble::closed(&self.link.server, stage));
        }
        self.is_good = false;
        self.tags += 1;
        let tag = format!("A{}", self.tags);
        let line = format!("{tag} {command}\r\n");
        let wait = self.link.server.waits.command;
        self.link.write(stage, line.as_bytes(), wait).await?;
        Ok(tag)
    }

    /// Waits for a command's end.
    async fn finish(
        &mut self,
        wait: Duration,
        stage: Stage,
        tag: &str,
        take: impl FnMut(Vec<Value>),
    ) -> Result<String, Trouble> {
        match timeout(wait, self.finished(stage, tag, take)).await {
            Ok(finished) => finished,
            Err(_) => Err(Trouble::too_late(&self.link.server, stage)),
        }
    }

    async fn finished(
        &mut self,
        stage: Stage,
        tag: &str,
        mut take: impl FnMut(Vec<Value>),
    ) -> Result<String, Trouble> {
        loop {
            match self.hear(stage).await? {
                Answer::Data(values) => {
                    self.note(&values);
                    take(values);
                }
                Answer::Done { tag: done, status, words } if done == tag => {
                    return self.done(stage, status, words);
                }
                Answer::Told { status: Status::Bye, words } => {
                    return Err(self.bye(stage, &words));
                }
                // Codes such as UIDVALIDITY come with words that belong to no command.
                Answer::Told { status: _, words } => take(told(&words)),
                Answer::Done { .. } | Answer::Continue(_) => {}
            }
        }
    }

    fn note(&mut self, values: &[Value]) {
        let [number, what, ..] = values else { return };
        let Some(number) = number.as_number() else { return };
        if what.is_atom("EXISTS") {
            self.told = number;
        } else if what.is_atom("EXPUNGE") {
            self.told = self.told.saturating_sub(1);
            self.looked_at = self.looked_at.saturating_sub(1);
        }
    }

    /// Whether mails came after it was asked for them.
    fn has_more(&self) -> bool {
        self.told > self.looked_at
    }

    fn bye(&self, stage: Stage, words: &str) -> Trouble {
        self.said(stage, kind_of_bye(stage, words), words)
    }

    /// A command is over, and the connection good for the next one.
    fn done(&mut self, stage: Stage, status: Status, words: String) -> Result<String, Trouble> {
        self.is_good = true;
        match status {
            Status::Ok | Status::Preauth => Ok(words),
            Status::No | Status::Bad | Status::Bye => {
                Err(self.said(stage, kind_of(stage, &words), &words))
            }
        }
    }

    /// Waits for one answer, without an end of its own.
    async fn hear(&mut self, stage: Stage) -> Result<Answer, Trouble> {
        loop {
            match self.framer.look(self.link.received()) {
                Framed::Whole(bytes) => {
                    let bytes = self.link.take(bytes);
                    return answer::read(&bytes).ok_or_else(|| self.nonsense(stage, &bytes));
                }
                Framed::TooLong => return Err(self.nonsense(stage, b"more than can be taken")),
                Framed::More => self.link.receive(stage).await?,
            }
        }
    }

    fn nonsense(&self, stage: Stage, bytes: &[u8]) -> Trouble {
        let shown = bytes.get(..NONSENSE_BYTES_MAX).unwrap_or(bytes);
        Trouble::nonsense(&self.link.server, stage, &String::from_utf8_lossy(shown))
    }

    fn said(&self, stage: Stage, kind: Kind, words: &str) -> Trouble {
        Trouble::said(&self.link.server, stage, kind, words)
    }

    /// A folder as an argument.
    fn folder(&self, stage: Stage, name: &str) -> Result<String, Trouble> {
        // Coded, such a name would be harmless; but servers repeat names decoded in their answers.
        let name =
            if name.chars().any(char::is_control) { name.to_owned() } else { names::to_wire(name) };
        self.quoted(stage, &name)
    }

    /// A text as an argument; refused before anything is sent if it could end the command.
    fn quoted(&self, stage: Stage, text: &str) -> Result<String, Trouble> {
        names::quoted(text).ok_or_else(|| {
            let text =
                format!("\"{}\" has letters that can't be asked for.", super::server::quoted(text));
            Trouble::new(stage, Kind::Refused, text)
        })
    }
}

/// The code of a status's words, as data: `UIDNEXT`, `5`.
fn told(words: &str) -> Vec<Value> {
    let code = answer::code_of(words).unwrap_or_default();
    code.split_whitespace().map(|word| Value::Atom(word.to_owned())).collect()
}

/// What a refusal means (RFC 5530), by its code, and by what large providers write instead.
fn kind_of(stage: Stage, words: &str) -> Kind {
    let lower = words.to_lowercase();
    let code = answer::code_of(&lower).unwrap_or_default();
    let throttled = ["too many", "try again", "temporar", "rate limit", "throttl", "bandwidth"];
    let refused = if stage == Stage::SignIn { Kind::SignIn } else { Kind::Refused };
    match code {
        "limit" | "unavailable" | "inuse" => Kind::Throttled,
        "authenticationfailed" => Kind::SignIn,
        // What they say is clear, whatever the words invite to.
        "authorizationfailed"
        | "expired"
        | "privacyrequired"
        | "nonexistent"
        | "noperm"
        | "cannot"
        | "trycreate"
        | "clientbug" => refused,
        _ if throttled.iter().any(|sign| lower.contains(sign)) => Kind::Throttled,
        _ => refused,
    }
}

/// What the end of a connection means that a server announces: sessions that have grown old end so,
/// too.
fn kind_of_bye(stage: Stage, words: &str) -> Kind {
    let is_old = stage == Stage::Waiting && kind_of(stage, words) == Kind::Refused;
    if is_old { Kind::Broken } else { Kind::Throttled }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_by_their_words() {
        for (stage, words, kind) in [
            (Stage::SignIn, "[AUTHENTICATIONFAILED] Authentication failed.", Kind::SignIn),
            (Stage::SignIn, "LOGIN failed.", Kind::SignIn),
            (Stage::SignIn, "[LIMIT] Maximum number of connections", Kind::Throttled),
            (Stage::SignIn, "[UNAVAILABLE] Temporary authentication failure.", Kind::Throttled),
            (
                Stage::SignIn,
                "[ALERT] Too many simultaneous connections. (Failure)",
                Kind::Throttled,
            ),
            (Stage::Select, "[INUSE] Mailbox in use", Kind::Throttled),
            (Stage::Select, "[NONEXISTENT] Unknown Mailbox", Kind::Refused),
            (Stage::Fetching, "nothing to say", Kind::Refused),
            (Stage::SignIn, "[AUTHENTICATIONFAILED] Invalid login, please try again", Kind::SignIn),
            (Stage::SignIn, "Login failed: try again later", Kind::Throttled),
            (Stage::Select, "[NONEXISTENT] Unknown mailbox Temporary", Kind::Refused),
            (
                Stage::Fetching,
                "[OVERQUOTA] Account exceeded command or bandwidth limits.",
                Kind::Throttled,
            ),
            (Stage::Select, "[SERVERBUG] Server error - Please try again later", Kind::Throttled),
            (Stage::SignIn, "[EXPIRED] Your password is temporary", Kind::SignIn),
        ] {
            assert_eq!(kind_of(stage, words), kind, "{words}");
        }
    }

    #[test]
    fn a_session_that_has_grown_old_is_simply_begun_anew() {
        for (stage, words, kind) in [
            (Stage::Waiting, "Session expired, please login again.", Kind::Broken),
            (Stage::Waiting, "Connection is closed. 13", Kind::Broken),
            (Stage::Waiting, "Too many connections", Kind::Throttled),
            (Stage::Waiting, "[UNAVAILABLE] Server shutting down", Kind::Throttled),
            (Stage::SignIn, "Not now", Kind::Throttled),
        ] {
            assert_eq!(kind_of_bye(stage, words), kind, "{words}");
        }
    }
}
