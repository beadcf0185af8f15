//! The writer thread: changes queue up while the last commit is on its way to the disk, go into the
//! next one together, and are answered after it.

use super::database::Slot;
use super::error::Error;
use super::hearing::{Listeners, Piece};
use super::log;
use super::view::{Pending, View};
use super::writer::{Announced, Writer};
use crate::clock::Clock;
use redb::{Database, ReadableDatabase};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc, watch};

/// How many changes one commit takes at the most.
const GROUP_MAX: usize = 512;

/// Runs a change and gives what is to be called with the commit's result.
pub(super) type Job = Box<dyn FnOnce(&mut Writer) -> Answer + Send>;
pub(super) struct Answer {
    pub accepted: bool,
    pub tell: Box<dyn FnOnce(Result<(), Error>) + Send>,
}

/// Which workers have something new to look at.
#[derive(Debug, Default)]
pub(super) struct Wakes {
    pub journal: bool,
    pub outbox: bool,
    pub downloads: bool,
    pub timers: bool,
    pub facts: bool,
    pub profiles: bool,
    pub templates: bool,
    /// A mail is to be imported.
    pub mails: bool,
    /// A mailbox was connected or changed, or something is to be done in one.
    pub mailboxes: bool,
    /// Of what there is word from its provider.
    pub told: Vec<Piece>,
}

/// What a commit announces inside the process.
pub struct Signals {
    /// The newest sequence number of the change log.
    pub sequence: watch::Sender<u64>,
    pub journal: Notify,
    pub outbox: Notify,
    pub downloads: Notify,
    pub timers: Notify,
    pub facts: Notify,
    pub profiles: Notify,
    pub templates: Notify,
    pub mails: Notify,
    /// Counts up; several tasks look at it.
    pub mailboxes: watch::Sender<u64>,
    /// Who waits for a provider's word.
    pub listeners: Listeners,
}

pub(super) struct Committer {
    pub slot: Arc<Slot>,
    pub signals: Arc<Signals>,
    pub clock: Clock,
}

impl Committer {
    /// Ends when every sender is gone.
    pub fn run(self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            let mut group = vec![first];
            while group.len() < GROUP_MAX {
                let Ok(job) = jobs.try_recv() else { break };
                group.push(job);
            }
            self.commit(group);
        }
    }

    fn commit(&self, group: Vec<Job>) {
        let database = match self.slot.database() {
            Ok(database) => database,
            Err(error) => return self.refuse(group, error),
        };
        let transaction = match database.begin_read() {
            Ok(transaction) => transaction,
            Err(error) => {
                drop(database);
                self.slot.fail();
                return self.refuse(group, error.into());
            }
        };
        let now = self.clock.now();
        let mut writer = Writer {
            view: View::new(transaction, vec![Pending::new()], now),
            now,
            events: Announced::default(),
            wakes: Wakes::default(),
        };
        let answers = self.run_changes(&mut writer, group);
        let result = log::append(&mut writer).and_then(|sequence| {
            let Writer { view, .. } = &mut writer;
            write(&database, std::mem::take(&mut view.layers))?;
            Ok(sequence)
        });
        let wakes = std::mem::take(&mut writer.wakes);
        drop(writer);
        drop(database);
        match &result {
            Ok(sequence) => self.announce(*sequence, wakes),
            Err(error) => {
                tracing::error!(%error, "a commit failed; writes are refused until the store is open again");
                self.slot.fail();
            }
        }
        for answer in answers {
            (answer.tell)(result.clone().map(|_| ()));
        }
    }

    fn run_changes(&self, writer: &mut Writer, group: Vec<Job>) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(group.len());
        for job in group {
            let outcome = writer.isolated(|writer| {
                let answer = catch_unwind(AssertUnwindSafe(|| job(writer)));
                match answer {
                    Ok(answer) if answer.accepted => Ok(answer),
                    Ok(answer) => Err(Some(answer)),
                    Err(_) => Err(None),
                }
            });
            // A change that panicked has dropped its answer: its caller reads that as a failure.
            answers.extend(outcome.map_or_else(|refused| refused, Some));
        }
        answers
    }

    fn announce(&self, sequence: Option<u64>, wakes: Wakes) {
        if let Some(sequence) = sequence {
            self.signals.sequence.send_replace(sequence);
        }
        if wakes.journal {
            self.signals.journal.notify_one();
        }
        if wakes.outbox {
            self.signals.outbox.notify_one();
        }
        if wakes.downloads {
            self.signals.downloads.notify_one();
        }
        if wakes.timers {
            self.signals.timers.notify_one();
        }
        if wakes.facts {
            self.signals.facts.notify_one();
        }
        if wakes.profiles {
            self.signals.profiles.notify_one();
        }
        if wakes.templates {
            self.signals.templates.notify_one();
        }
        if wakes.mails {
            self.signals.mails.notify_one();
        }
        if wakes.mailboxes {
            self.signals.mailboxes.send_modify(|number| *number += 1);
        }
        self.signals.listeners.tell(&wakes.told);
    }

    /// Dropping a job drops its caller's answer, which reads as "not available".
    fn refuse(&self, group: Vec<Job>, error: Error) {
        tracing::warn!(%error, changes = group.len(), "changes were refused");
    }
}

fn write(database: &Database, layers: Vec<Pending>) -> Result<(), Error> {
    let mut changes = Pending::new();
    for layer in layers {
        changes.extend(layer);
    }
    if changes.is_empty() {
        return Ok(());
    }
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    let mut changes = changes.into_iter().peekable();
    while let Some(((table, _), _)) = changes.peek() {
        let table = *table;
        let mut opened = transaction.open_table(table.definition())?;
        while let Some(((_, key), change)) = changes.next_if(|((of, _), _)| *of == table) {
            match change {
                Some(value) => opened.insert(key.as_slice(), value.as_slice())?,
                None => opened.remove(key.as_slice())?,
            };
        }
    }
    transaction.commit()?;
    Ok(())
}
