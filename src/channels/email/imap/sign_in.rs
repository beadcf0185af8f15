//! From the greeting to being signed in: STARTTLS, LOGIN, PLAIN, XOAUTH2.

use super::{Answer, Imap, Kind, Stage, Status, Trouble, Value};
use crate::channels::email::imap::{kind_of, names};
use crate::channels::email::server::{Login, Tls};
use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::time::{Instant, timeout, timeout_at};

/// How many capabilities a server may have.
const CAPABILITIES_MAX: usize = 200;
/// How many questions a sign-in is asked: for its message, for the end of an error, and one more.
const QUESTIONS_MAX: u32 = 3;

impl Imap {
    pub(super) async fn greet_and_sign_in(&mut self, login: &Login) -> Result<(), Trouble> {
        let is_signed_in = self.greeted().await?;
        if self.link.server.tls == Tls::Starttls {
            self.encrypt().await?;
        }
        if !is_signed_in {
            self.sign_in(login).await.map_err(|mut trouble| {
                trouble.text = login.without_secret(&trouble.text);
                trouble
            })?;
        }
        self.learn_capabilities().await?;
        if self.can("ID") {
            self.introduce().await?;
        }
        Ok(())
    }

    /// Some providers open no folder for programs without a name (RFC 2971).
    async fn introduce(&mut self) -> Result<(), Trouble> {
        let command =
            concat!("ID (\"name\" \"Deskbell\" \"version\" \"", env!("CARGO_PKG_VERSION"), "\")");
        match self.ask(Stage::SignIn, command, |_| {}).await {
            // Who does not want to know it is no worse for it.
            Err(_) if self.is_good => Ok(()),
            asked => asked.map(drop),
        }
    }

    /// Whether we are signed in already, by where we come from.
    async fn greeted(&mut self) -> Result<bool, Trouble> {
        let stage = Stage::Greeting;
        let wait = self.link.server.waits.greeting;
        let Ok(greeting) = timeout(wait, self.hear(stage)).await else {
            return Err(Trouble::too_late(&self.link.server, stage));
        };
        match greeting? {
            Answer::Told { status: Status::Ok, words: _ } => Ok(false),
            Answer::Told { status: Status::Preauth, words: _ } => Ok(true),
            Answer::Told { status: Status::Bye | Status::No | Status::Bad, words } => {
                Err(self.said(stage, Kind::Throttled, &words))
            }
            Answer::Data(_) | Answer::Done { .. } | Answer::Continue(_) => {
                Err(self.nonsense(stage, b"no greeting"))
            }
        }
    }

    async fn encrypt(&mut self) -> Result<(), Trouble> {
        match self.ask(Stage::Tls, "STARTTLS", |_| {}).await {
            Ok(_) => self.link.start_tls().await,
            // Without encryption we do not go on, whoever it is that does not want it.
            Err(trouble) if trouble.kind == Kind::Refused => {
                Err(Trouble { kind: Kind::Insecure, ..trouble })
            }
            Err(trouble) => Err(trouble),
        }
    }

    async fn sign_in(&mut self, login: &Login) -> Result<(), Trouble> {
        if !login.is_sendable() {
            let text =
                "The user name or the password has control characters, which no mail server takes.";
            return Err(Trouble::new(Stage::SignIn, Kind::SignIn, text));
        }
        self.learn_capabilities().await?;
        match login {
            Login::Xoauth2 { .. } => self.authenticate("XOAUTH2", login).await,
            Login::Password { user, password } => {
                let words = (names::quoted(user), names::quoted(password.reveal()));
                match words {
                    (Some(user), Some(password)) if !self.can("LOGINDISABLED") => {
                        let command = format!("LOGIN {user} {password}");
                        self.ask(Stage::SignIn, &command, |_| {}).await.map(drop)
                    }
                    // A quoted string has ASCII only.
                    _ => self.authenticate("PLAIN", login).await,
                }
            }
        }
    }

    /// One message of ours, and an empty one for each further question: the error of XOAUTH2 comes
    /// as a question, and its end only after an answer.
    async fn authenticate(&mut self, mechanism: &str, login: &Login) -> Result<(), Trouble> {
        let stage = Stage::SignIn;
        let tag = self.send(stage, &format!("AUTHENTICATE {mechanism}")).await?;
        let mut message = format!("{}\r\n", STANDARD.encode(login.first_message()));
        let mut details = String::new();
        let wait = self.link.server.waits.command;
        let end = Instant::now() + wait;
        let mut questions = 0;
        loop {
            let Ok(heard) = timeout_at(end, self.hear(stage)).await else {
                return Err(Trouble::too_late(&self.link.server, stage));
            };
            match heard? {
                Answer::Continue(_) if questions == QUESTIONS_MAX => {
                    return Err(self.nonsense(stage, b"one question after another"));
                }
                Answer::Continue(words) => {
                    questions += 1;
                    details = STANDARD.decode(&words).map_or_else(
                        |_| String::new(),
                        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
                    );
                    self.link.write(stage, message.as_bytes(), wait).await?;
                    message = "\r\n".to_owned();
                }
                Answer::Done { tag: done, status, words } if done == tag => {
                    self.is_good = true;
                    return match status {
                        Status::Ok | Status::Preauth => Ok(()),
                        Status::No | Status::Bad | Status::Bye => {
                            let kind = kind_of(stage, &words);
                            Err(self.said(stage, kind, format!("{words} {details}").trim()))
                        }
                    };
                }
                Answer::Told { status: Status::Bye, words } => {
                    return Err(self.said(stage, Kind::Throttled, &words));
                }
                Answer::Told { .. } | Answer::Data(_) | Answer::Done { .. } => {}
            }
        }
    }

    /// They change with the encryption and with the sign-in.
    async fn learn_capabilities(&mut self) -> Result<(), Trouble> {
        let mut found = Vec::new();
        let take = |values: Vec<Value>| {
            if values.first().is_some_and(|first| first.is_atom("CAPABILITY")) {
                let names = values.iter().skip(1).filter_map(Value::as_atom).map(str::to_owned);
                found = names.take(CAPABILITIES_MAX).collect();
            }
        };
        self.ask(Stage::SignIn, "CAPABILITY", take).await?;
        self.capabilities = found;
        Ok(())
    }
}
