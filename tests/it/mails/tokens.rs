//! The stub that knows tokens: Dovecot asks it whether one is valid, and a desk gets new ones.
//! `token-of-NAME` and `token-of-NAME.5` are valid for NAME until they are revoked, and
//! `refresh-of-NAME` gets the next of them. Who is called `turning-…` gets another refresh token along
//! with each, as from large providers.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Default)]
pub struct Tokens {
    revoked: Mutex<BTreeSet<String>>,
    given: Mutex<Vec<String>>,
}

impl Tokens {
    pub fn serve(listener: TcpListener) -> Arc<Tokens> {
        let tokens = Arc::new(Tokens::default());
        let served = tokens.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tokens = served.clone();
                thread::spawn(move || tokens.answer(stream));
            }
        });
        tokens
    }

    pub fn revoke(&self, token: &str) {
        self.revoked.lock().expect("revoked tokens").insert(token.to_owned());
    }

    /// All that this user was given instead of older ones.
    pub fn given_to(&self, user: &str) -> Vec<String> {
        let given = self.given.lock().expect("given tokens");
        let beginning = format!("token-of-{user}.");
        given.iter().filter(|token| token.starts_with(&beginning)).cloned().collect()
    }

    fn is_valid(&self, token: &str) -> bool {
        !self.revoked.lock().expect("revoked tokens").contains(token)
    }

    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        loop {
            let mut first = String::new();
            if reader.read_line(&mut first).ok()? == 0 {
                return Some(());
            }
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).ok()?;
                let line = line.trim().to_lowercase();
                if line.is_empty() {
                    break;
                }
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().ok()?;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).ok()?;
            let form = String::from_utf8_lossy(&body).into_owned();
            let (status, json) = match first.contains("/introspect") {
                true => (200, self.introspected(&form)),
                false => self.renewed(&form),
            };
            let answer = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
                json.len()
            );
            stream.write_all(answer.as_bytes()).ok()?;
        }
    }

    fn introspected(&self, form: &str) -> String {
        let token = field(form, "token").unwrap_or_default();
        let user = token.strip_prefix("token-of-").map(|rest| rest.split('.').next());
        match user.flatten().filter(|_| self.is_valid(token)) {
            Some(user) => format!(r#"{{"active":true,"username":"{user}"}}"#),
            None => r#"{"active":false}"#.to_owned(),
        }
    }

    fn renewed(&self, form: &str) -> (u16, String) {
        let refresh = field(form, "refresh_token").unwrap_or_default();
        match refresh.strip_prefix("refresh-of-").filter(|_| self.is_valid(refresh)) {
            Some(user) => {
                let user = user.split('.').next().unwrap_or(user);
                let mut given = self.given.lock().expect("given tokens");
                let number = given.len();
                let token = format!("token-of-{user}.{number}");
                given.push(token.clone());
                let next = match user.starts_with("turning-") {
                    true => format!(r#","refresh_token":"refresh-of-{user}.{number}""#),
                    false => String::new(),
                };
                (200, format!(r#"{{"access_token":"{token}","expires_in":3600{next}}}"#))
            }
            None => {
                (400, r#"{"error":"invalid_grant","error_description":"Bad refresh token"}"#.into())
            }
        }
    }
}

fn field<'f>(form: &'f str, name: &str) -> Option<&'f str> {
    form.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}
