//! Waiting for new mail (RFC 2177). Numbers that the server tells meanwhile are not used: whoever
//! was woken looks what there is.

use super::{Answer, Imap, Stage, Status, Trouble, Value};
use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleWaits {
    /// A server that says nothing for so long may be gone: routers forget silent connections.
    pub silence: Duration,
    /// Servers end what takes 30 minutes.
    pub longest: Duration,
    /// For the end to be confirmed.
    pub done: Duration,
}

impl IdleWaits {
    pub const USUAL: IdleWaits = IdleWaits {
        silence: Duration::from_secs(5 * 60),
        longest: Duration::from_secs(25 * 60),
        done: Duration::from_secs(15),
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Something has changed in the folder.
    News,
    /// Nothing happened for as long as one waits.
    Quiet,
    /// The caller's `until` came about.
    Asked,
}

impl Imap {
    /// Waits until something happens in the open folder, or `until` does; not at all if mails came
    /// since it was asked for those after a number.
    pub async fn idle(
        &mut self,
        waits: IdleWaits,
        until: impl Future<Output = ()>,
    ) -> Result<Woken, Trouble> {
        if self.has_more() {
            return Ok(Woken::News);
        }
        let stage = Stage::Waiting;
        let tag = self.send(stage, "IDLE").await?;
        let wait = self.link.server.waits.command;
        match timeout(wait, self.is_idling(stage, &tag)).await {
            Ok(idling) => idling?,
            Err(_) => return Err(Trouble::too_late(&self.link.server, stage)),
        }
        let woken = tokio::select! {
            biased;
            () = std::future::ready(()), if self.has_more() => Woken::News,
            heard = self.news(waits) => heard?,
            () = until => Woken::Asked,
        };
        self.link.write(stage, b"DONE\r\n", waits.done).await?;
        self.finish(waits.done, stage, &tag, |_| {}).await?;
        Ok(woken)
    }

    async fn is_idling(&mut self, stage: Stage, tag: &str) -> Result<(), Trouble> {
        loop {
            match self.hear(stage).await? {
                Answer::Continue(_) => return Ok(()),
                Answer::Done { tag: done, status, words } if done == tag => {
                    self.done(stage, status, words)?;
                    self.is_good = false;
                    return Err(self.nonsense(stage, b"an end before the beginning"));
                }
                Answer::Told { status: Status::Bye, words } => {
                    return Err(self.bye(stage, &words));
                }
                Answer::Data(values) => self.note(&values),
                Answer::Told { .. } | Answer::Done { .. } => {}
            }
        }
    }

    async fn news(&mut self, waits: IdleWaits) -> Result<Woken, Trouble> {
        let stage = Stage::Waiting;
        let end = Instant::now() + waits.longest;
        loop {
            let silent = Instant::now() + waits.silence;
            let Ok(heard) = timeout_at(end.min(silent), self.hear(stage)).await else {
                return Ok(Woken::Quiet);
            };
            match heard? {
                Answer::Data(values) if is_news(&values) => {
                    self.note(&values);
                    return Ok(Woken::News);
                }
                Answer::Told { status: Status::Bye, words } => {
                    return Err(self.bye(stage, &words));
                }
                Answer::Done { words, .. } => return Err(self.nonsense(stage, words.as_bytes())),
                // "Still here", and what concerns no mail.
                Answer::Told { .. } | Answer::Data(_) | Answer::Continue(_) => {}
            }
        }
    }
}

/// `5 EXISTS` and the like.
fn is_news(values: &[Value]) -> bool {
    let verb = values.get(1);
    ["EXISTS", "EXPUNGE", "FETCH", "RECENT"]
        .iter()
        .any(|news| verb.is_some_and(|verb| verb.is_atom(news)))
}
