//! From the greeting to being signed in: EHLO, STARTTLS, PLAIN, LOGIN, XOAUTH2.

use super::{Kind, Reply, Smtp, Stage, Trouble};
use crate::channels::email::server::{Login, Tls};
use base64::{Engine, engine::general_purpose::STANDARD};

/// "Go on": the server has a question.
const QUESTION: u16 = 334;
/// How many questions are answered.
const QUESTIONS_MAX: usize = 3;
const NAME_BYTES_MAX: usize = 255;
/// For whom has no name that a server would take.
const NAMELESS: &str = "[127.0.0.1]";

impl Smtp {
    pub(super) async fn greet_and_sign_in(
        &mut self,
        login: &Login,
        name: &str,
    ) -> Result<(), Trouble> {
        let name = if is_host_name(name) { name } else { NAMELESS };
        let wait = self.link.server.waits.greeting;
        let greeting = self.answered(Stage::Greeting, wait).await?;
        let kind = of_greeting(&greeting);
        self.expect(Stage::Greeting, greeting, 220, kind)?;
        self.introduce(name).await?;
        if self.link.server.tls == Tls::Starttls {
            let reply = self.say(Stage::Tls, "STARTTLS").await?;
            // Without encryption we do not go on, whoever it is that does not want it.
            self.expect(Stage::Tls, reply, 220, Kind::Insecure)?;
            self.link.start_tls().await?;
            self.introduce(name).await?;
        }
        self.sign_in(login).await.map_err(|mut trouble| {
            trouble.text = login.without_secret(&trouble.text);
            trouble
        })
    }

    async fn introduce(&mut self, name: &str) -> Result<(), Trouble> {
        let reply = self.say(Stage::Greeting, &format!("EHLO {name}")).await?;
        let kind = of_greeting(&reply);
        let reply = self.expect(Stage::Greeting, reply, 250, kind)?;
        self.features = reply.lines.iter().skip(1).map(|line| line.to_ascii_uppercase()).collect();
        Ok(())
    }

    async fn sign_in(&mut self, login: &Login) -> Result<(), Trouble> {
        let stage = Stage::SignIn;
        if !login.is_sendable() {
            let text =
                "The user name or the password has control characters, which no mail server takes.";
            return Err(Trouble::new(stage, Kind::SignIn, text));
        }
        let offered = self.feature("AUTH").unwrap_or_default();
        let offers = |mechanism: &str| offered.split(' ').any(|one| one == mechanism);
        let first = STANDARD.encode(login.first_message());
        let (command, answers) = match login {
            Login::Xoauth2 { .. } if offers("XOAUTH2") => {
                // The error comes as a question, and its end only after an answer.
                (format!("AUTH XOAUTH2 {first}"), vec![String::new()])
            }
            Login::Password { .. } if offers("PLAIN") => (format!("AUTH PLAIN {first}"), vec![]),
            Login::Password { user, password } if offers("LOGIN") => {
                let answers = vec![STANDARD.encode(user), STANDARD.encode(password.reveal())];
                ("AUTH LOGIN".to_owned(), answers)
            }
            Login::Xoauth2 { .. } | Login::Password { .. } => {
                let text = format!(
                    "{} does not offer this way of signing in. It offers: \"{}\"",
                    self.link.server.place(),
                    crate::channels::email::server::quoted(offered)
                );
                return Err(Trouble::new(stage, Kind::SignIn, text));
            }
        };
        self.converse(&command, answers).await
    }

    async fn converse(&mut self, command: &str, answers: Vec<String>) -> Result<(), Trouble> {
        let stage = Stage::SignIn;
        let mut reply = self.say(stage, command).await?;
        let mut details = String::new();
        for answer in
            answers.into_iter().chain(std::iter::repeat(String::new())).take(QUESTIONS_MAX)
        {
            if reply.code != QUESTION {
                break;
            }
            let question = STANDARD.decode(reply.lines.join("")).unwrap_or_default();
            details = String::from_utf8_lossy(&question).into_owned();
            reply = self.say(stage, &answer).await?;
        }
        let is_throttled = reply.is_temporary();
        let kind = if is_throttled { Kind::Throttled } else { Kind::SignIn };
        match self.expect(stage, reply, 235, kind) {
            Ok(_) => Ok(()),
            Err(mut trouble) if details.starts_with('{') => {
                let details = crate::channels::email::server::quoted(&details);
                trouble.text = format!("{} {details}", trouble.text);
                Err(trouble)
            }
            Err(trouble) => Err(trouble),
        }
    }

    fn expect(&self, stage: Stage, reply: Reply, code: u16, kind: Kind) -> Result<Reply, Trouble> {
        if reply.code == code {
            return Ok(reply);
        }
        Err(Trouble::said(&self.link.server, stage, kind, &reply.text()))
    }
}

/// A 5xx is a no that a moment's waiting does not change.
fn of_greeting(reply: &Reply) -> Kind {
    if reply.is_good() || reply.is_temporary() { Kind::Throttled } else { Kind::Refused }
}

fn is_host_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    !name.is_empty() && name.len() <= NAME_BYTES_MAX && name.bytes().all(plain)
}
