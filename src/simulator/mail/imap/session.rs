//! A program's connection, from signing in to goodbye.

use std::io;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::command::{Word, announced, words};
use super::fetch::{items, marks_seen, told};
use super::folders::MAIL_BYTES_MAX;
use super::search::{keys, matches};
use crate::simulator::mail::mailbox::Mailbox;
use crate::simulator::mail::wire::{Line, Wire};
use crate::simulator::platform::Platform;
use crate::simulator::world::World;

const LINE_BYTES_MAX: usize = 64 * 1024;
/// Of strangers.
const FIRST_BYTES_MAX: usize = 8 * 1024;
/// What is fetched at once.
const FETCHED_BYTES_MAX: usize = 2 * MAIL_BYTES_MAX;
const TAG_BYTES_MAX: usize = 100;
const MISTAKES_MAX: usize = 20;
/// Who says nothing for so long is gone (RFC 3501, 5.4).
const SILENCE_MAX: Duration = Duration::from_secs(30 * 60);
/// Nobody starts twice within it.
const UID_VALIDITY_MS: i64 = 100;
const CAPABILITIES: &str =
    "IMAP4rev1 AUTH=PLAIN IDLE MOVE UNSELECT SPECIAL-USE LIST-EXTENDED LITERAL+";

pub struct Session {
    pub(super) platform: Arc<Platform>,
    wire: Wire,
    news: watch::Receiver<u64>,
    /// Another one at each start: numbers of mails begin anew then.
    pub(super) uid_validity: u32,
    /// The address that has signed in.
    pub(super) mailbox: Option<String>,
    pub(super) selected: Option<Selected>,
    mistakes: usize,
}

/// An open folder.
pub(super) struct Selected {
    pub folder: String,
    pub is_read_only: bool,
    /// The mails as the program counts them.
    pub shown: Vec<u32>,
}

/// What stands behind a command's tag.
pub(super) struct Answer(String);

impl Answer {
    pub const NOT_UNDERSTOOD: Answer = Answer(String::new());

    pub fn ok(words: &str) -> Answer {
        Answer(format!("OK {words}"))
    }

    pub fn no(words: &str) -> Answer {
        Answer(format!("NO {words}"))
    }
}

impl Session {
    pub async fn begin(platform: Arc<Platform>, stream: TcpStream) -> io::Result<()> {
        let news = platform.mail_news.subscribe();
        let started = platform.clock.started_ms().div_euclid(UID_VALIDITY_MS) & 0xffff_ffff;
        let mut session = Session {
            platform,
            wire: Wire::of(stream),
            news,
            uid_validity: u32::try_from(started).unwrap_or(u32::MAX),
            mailbox: None,
            selected: None,
            mistakes: 0,
        };
        if session.is_shut() {
            return Ok(());
        }
        session.wire.say(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Ready\r\n").await?;
        while let Some(command) = session.command().await? {
            if session.run(&command).await?.is_none() {
                break;
            }
            if session.mistakes > MISTAKES_MAX {
                return session.wire.say(b"* BYE That is enough\r\n").await;
            }
        }
        Ok(())
    }

    pub(super) fn mailbox<'w>(&self, world: &'w MutexGuard<'_, World>) -> Option<&'w Mailbox> {
        world.mail.mailbox(self.mailbox.as_deref()?)
    }

    fn is_shut(&self) -> bool {
        let world = self.platform.world();
        let knobs = &world.mail.knobs;
        // Whoever has not signed in yet hears why not.
        knobs.imap_unreachable || (knobs.shuts_imap() && self.mailbox.is_some())
    }

    /// `None`: the connection is over.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        while !self.is_shut() {
            let heard = tokio::select! {
                heard = timeout(SILENCE_MAX, self.wire.line(LINE_BYTES_MAX)) => heard,
                // The sender lives as long as the simulator.
                _ = self.news.changed() => continue,
            };
            return match heard {
                Ok(line) => match line? {
                    Line::Whole(line) => Ok(Some(line)),
                    Line::Closed => Ok(None),
                    Line::TooLong => self.bye("A line is too long").await,
                },
                Err(_) => self.bye("Nothing came for half an hour").await,
            };
        }
        Ok(None)
    }

    async fn bye(&mut self, words: &str) -> io::Result<Option<Vec<u8>>> {
        self.wire.say(format!("* BYE {words}\r\n").as_bytes()).await?;
        Ok(None)
    }

    /// A command with its literals.
    async fn command(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut command = Vec::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(None) };
            command.extend_from_slice(&line);
            let Some((length, is_unasked)) = announced(&line) else { return Ok(Some(command)) };
            let most = if self.mailbox.is_some() { MAIL_BYTES_MAX } else { FIRST_BYTES_MAX };
            if length > most.saturating_sub(command.len()) {
                if is_unasked {
                    return self.bye("[TOOBIG] That is too much").await;
                }
                let tag = command.split(|byte| *byte == b' ').next().unwrap_or_default();
                let tag = tag.get(..TAG_BYTES_MAX).unwrap_or(tag);
                let answer = [tag, b" NO [TOOBIG] That is too much\r\n"].concat();
                self.mistakes += 1;
                self.wire.say(&answer).await?;
                command.clear();
                continue;
            }
            if !is_unasked {
                self.wire.say(b"+ Go on\r\n").await?;
            }
            command.extend_from_slice(b"\r\n");
            command.extend_from_slice(&self.wire.bytes(length).await?);
        }
    }

    /// Does what a command says. `None`: that was goodbye.
    async fn run(&mut self, command: &[u8]) -> io::Result<Option<()>> {
        let Some(words) = words(command) else {
            self.mistakes += 1;
            self.wire.say(b"* BAD That cannot be understood\r\n").await?;
            return Ok(Some(()));
        };
        let [Word::Atom(tag), Word::Atom(verb), arguments @ ..] = words.as_slice() else {
            self.mistakes += 1;
            self.wire.say(b"* BAD There is no command\r\n").await?;
            return Ok(Some(()));
        };
        let verb = verb.to_ascii_uppercase();
        let mut out = Vec::new();
        let answer = match verb.as_str() {
            "LOGOUT" => {
                let goodbye = format!("* BYE Goodbye\r\n{tag} OK Goodbye\r\n");
                self.wire.say(goodbye.as_bytes()).await?;
                return Ok(None);
            }
            "AUTHENTICATE" if self.mailbox.is_none() => match self.authenticate(arguments).await? {
                Some(answer) => answer,
                None => return Ok(None),
            },
            "IDLE" if self.selected.is_some() => match self.idle().await? {
                Some(answer) => answer,
                None => return Ok(None),
            },
            verb => self.answered(verb, arguments, &mut out),
        };
        let words = match answer.0.is_empty() {
            true => "BAD That cannot be understood, or not now",
            false => answer.0.as_str(),
        };
        if words.starts_with("BAD") {
            self.mistakes += 1;
        }
        out.extend_from_slice(format!("{tag} {words}\r\n").as_bytes());
        self.wire.say(&out).await?;
        Ok(Some(()))
    }

    fn answered(&mut self, verb: &str, arguments: &[Word], out: &mut Vec<u8>) -> Answer {
        match verb {
            "CAPABILITY" => {
                out.extend_from_slice(format!("* CAPABILITY {CAPABILITIES}\r\n").as_bytes());
                return Answer::ok("Told");
            }
            "NOOP" | "CHECK" => {
                self.news_of_folder(out);
                return Answer::ok("Here");
            }
            "LOGIN" if self.mailbox.is_none() => return self.login(arguments),
            _ if self.mailbox.is_none() => return Answer::NOT_UNDERSTOOD,
            "LIST" => return self.list(arguments, out),
            "SELECT" => return self.select(arguments, false, out),
            "EXAMINE" => return self.select(arguments, true, out),
            "APPEND" => {
                let answer = self.append(arguments);
                self.news_of_folder(out);
                return answer;
            }
            _ if self.selected.is_none() => return Answer::NOT_UNDERSTOOD,
            _ => {}
        }
        match (verb, arguments) {
            ("UID", [Word::Atom(verb), arguments @ ..]) => {
                self.of_mails(&verb.to_ascii_uppercase(), arguments, true, out)
            }
            (verb, arguments) => self.of_mails(verb, arguments, false, out),
        }
    }

    fn of_mails(
        &mut self,
        verb: &str,
        arguments: &[Word],
        by_uid: bool,
        out: &mut Vec<u8>,
    ) -> Answer {
        match verb {
            "SEARCH" => self.search(arguments, by_uid, out),
            "FETCH" => self.fetch(arguments, by_uid, out),
            "STORE" => self.store(arguments, by_uid, out),
            "MOVE" => {
                let answer = self.move_to(arguments, by_uid);
                self.news_of_folder(out);
                answer
            }
            "EXPUNGE" if !by_uid => {
                let answer = self.expunge();
                self.news_of_folder(out);
                answer
            }
            "CLOSE" | "UNSELECT" if !by_uid => {
                let is_read_only = self.selected.as_ref().is_some_and(|open| open.is_read_only);
                if verb == "CLOSE" && !is_read_only {
                    self.expunge();
                }
                self.selected = None;
                Answer::ok("Closed")
            }
            _ => Answer::NOT_UNDERSTOOD,
        }
    }

    fn login(&mut self, arguments: &[Word]) -> Answer {
        let [user, password] = arguments else { return Answer::NOT_UNDERSTOOD };
        let Some((user, password)) = user.text().zip(password.text()) else {
            return Answer::NOT_UNDERSTOOD;
        };
        self.sign_in(user, &password)
    }

    fn sign_in(&mut self, user: String, password: &str) -> Answer {
        if !self.platform.world().mail.is_password(&user, password) {
            self.mistakes += 1;
            return Answer::no("[AUTHENTICATIONFAILED] Name or password is wrong");
        }
        self.mailbox = Some(user);
        Answer::ok(&format!("[CAPABILITY {CAPABILITIES}] Welcome"))
    }

    /// `None`: the connection is over.
    async fn authenticate(&mut self, arguments: &[Word]) -> io::Result<Option<Answer>> {
        if !matches!(arguments, [mechanism] if mechanism.is("PLAIN")) {
            return Ok(Some(Answer::no("Only PLAIN is known here")));
        }
        self.wire.say(b"+ \r\n").await?;
        let Some(line) = self.line().await? else { return Ok(None) };
        let message = STANDARD.decode(line.trim_ascii()).ok();
        let message = message.and_then(|message| String::from_utf8(message).ok());
        let mut parts = message.as_deref().unwrap_or_default().splitn(3, '\0').skip(1);
        Ok(Some(match parts.next().zip(parts.next()) {
            Some((user, password)) => self.sign_in(user.to_owned(), password),
            None => Answer::NOT_UNDERSTOOD,
        }))
    }

    /// Tells what happens in the folder until the program has heard enough (RFC 2177). `None`: the
    /// connection is over.
    async fn idle(&mut self) -> io::Result<Option<Answer>> {
        self.wire.say(b"+ Waiting\r\n").await?;
        loop {
            if self.is_shut() {
                return Ok(None);
            }
            let mut out = Vec::new();
            self.news_of_folder(&mut out);
            self.wire.say(&out).await?;
            let heard = tokio::select! {
                heard = timeout(SILENCE_MAX, self.wire.line(LINE_BYTES_MAX)) => heard,
                _ = self.news.changed() => continue,
            };
            let Ok(heard) = heard else { return Ok(None) };
            return Ok(match heard? {
                Line::Whole(line) if line.eq_ignore_ascii_case(b"DONE") => Some(Answer::ok("Done")),
                Line::Whole(_) => Some(Answer::NOT_UNDERSTOOD),
                Line::TooLong | Line::Closed => None,
            });
        }
    }

    /// What has changed since the program was told last.
    fn news_of_folder(&mut self, out: &mut Vec<u8>) {
        let world = self.platform.world();
        let Some(mailbox) = self.mailbox(&world) else { return };
        let Some(selected) = &mut self.selected else { return };
        let Some(folder) = mailbox.folder(&selected.folder) else { return };
        let now = folder.uids();
        for (before, uid) in selected.shown.iter().enumerate().rev() {
            if !now.contains(uid) {
                out.extend_from_slice(format!("* {} EXPUNGE\r\n", before + 1).as_bytes());
            }
        }
        if now.last().is_some_and(|newest| !selected.shown.contains(newest)) {
            out.extend_from_slice(format!("* {} EXISTS\r\n", now.len()).as_bytes());
        }
        selected.shown = now;
    }

    fn search(&mut self, arguments: &[Word], by_uid: bool, out: &mut Vec<u8>) -> Answer {
        // Mails that came meanwhile are found as well, so the program hears of them first.
        self.news_of_folder(out);
        let world = self.platform.world();
        let Some(selected) = &self.selected else { return Answer::NOT_UNDERSTOOD };
        let mailbox = self.mailbox(&world);
        let Some(folder) = mailbox.and_then(|mailbox| mailbox.folder(&selected.folder)) else {
            return Answer::no("[NONEXISTENT] The folder is gone");
        };
        let number = u32::try_from(selected.shown.len()).unwrap_or(u32::MAX);
        let highest = selected.shown.last().copied().unwrap_or(0);
        let Some(keys) = keys(arguments, highest, number) else { return Answer::NOT_UNDERSTOOD };
        out.extend_from_slice(b"* SEARCH");
        for (place, mail) in (1..).zip(folder.mails()) {
            if matches(&keys, mail, place) {
                let told = if by_uid { mail.uid } else { place };
                out.extend_from_slice(format!(" {told}").as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
        Answer::ok("Searched")
    }

    fn fetch(&mut self, arguments: &[Word], by_uid: bool, out: &mut Vec<u8>) -> Answer {
        let [set, asked @ ..] = arguments else { return Answer::NOT_UNDERSTOOD };
        let (Some(chosen), Some(items)) = (self.chosen(set, by_uid), items(asked)) else {
            return Answer::NOT_UNDERSTOOD;
        };
        let address = self.mailbox.clone().unwrap_or_default();
        let Some(selected) = &self.selected else { return Answer::NOT_UNDERSTOOD };
        let mut world = self.platform.world();
        let mailbox = world.mail.mailbox_mut(&address);
        let Some(folder) = mailbox.and_then(|mailbox| mailbox.folder_mut(&selected.folder)) else {
            return Answer::no("[NONEXISTENT] The folder is gone");
        };
        for (place, uid) in chosen {
            let Some(mail) = folder.mail_mut(uid) else { continue };
            if marks_seen(&items) && !selected.is_read_only {
                mail.set("\\Seen", true);
            }
            out.extend_from_slice(&told(&items, mail, place, by_uid));
            if out.len() > FETCHED_BYTES_MAX {
                return Answer::no("[LIMIT] Ask for fewer mails at once");
            }
        }
        Answer::ok("Fetched")
    }
}
