//! Opening the file, and opening it again after the disk refused.

use super::commit::{Answer, Committer, Job, Signals};
use super::error::Error;
use super::hearing::Listeners;
use super::log;
use super::mark;
use super::migrations;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::clock::Clock;
use redb::{Database, ReadableDatabase};
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot, watch};

/// How many changes may wait to be written; one more is refused with `Error::Busy`.
const WAITING_MAX: usize = 4096;
const REOPEN_PAUSE: Duration = Duration::from_millis(500);

pub struct Options {
    pub path: PathBuf,
    pub cache_bytes: usize,
}

#[derive(Clone)]
pub struct Store {
    slot: Arc<Slot>,
    jobs: mpsc::Sender<Job>,
    signals: Arc<Signals>,
}

impl Store {
    /// Opens the file or makes it, brings it to this version's form, and starts the writer thread.
    pub fn open(options: Options, clock: Clock) -> Result<Store, Error> {
        let database = open_file(&options)?;
        let slot = Arc::new(Slot {
            options,
            clock: clock.clone(),
            database: RwLock::new(Some(Arc::new(database))),
        });
        let newest = log::newest(&slot.view()?)?;
        let signals = Arc::new(Signals {
            sequence: watch::Sender::new(newest),
            journal: Notify::new(),
            outbox: Notify::new(),
            downloads: Notify::new(),
            timers: Notify::new(),
            facts: Notify::new(),
            profiles: Notify::new(),
            templates: Notify::new(),
            mails: Notify::new(),
            mailboxes: watch::Sender::new(0),
            listeners: Listeners::default(),
        });
        let (jobs, receiver) = mpsc::channel(WAITING_MAX);
        let committer = Committer { slot: slot.clone(), signals: signals.clone(), clock };
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || committer.run(receiver))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let store = Store { slot, jobs, signals };
        migrations::run(&store)?;
        mark::draw(&store)?;
        Ok(store)
    }

    /// The store as it is now. Cheap; drop it before waiting for anything.
    pub fn view(&self) -> Result<View, Error> {
        self.slot.view()
    }

    /// A file beside the store's, told apart by its ending.
    pub(super) fn beside(&self, ending: &str) -> PathBuf {
        self.slot.options.path.with_extension(ending)
    }

    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// Whether changes are being taken.
    pub fn is_writable(&self) -> bool {
        self.slot.database().is_ok() && self.jobs.capacity() > 0
    }

    /// Runs `change` in the writer and answers once it is on the disk. A refused change leaves no
    /// trace and does not disturb the others of its group.
    pub async fn write<T, E>(
        &self,
        change: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(job(change, answer)).map_err(|_| Error::Busy)?;
        match answered.await {
            Ok(result) => result,
            Err(_) => Err(self.slot.why_dropped().into()),
        }
    }

    /// The same for who may block: the command line, start-up. It asks again and again because it
    /// may run on a runtime's thread, where waiting on the channel is forbidden.
    pub fn write_blocking<T, E>(
        &self,
        change: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, mut answered) = oneshot::channel();
        self.jobs.try_send(job(change, answer)).map_err(|_| Error::Busy)?;
        loop {
            match answered.try_recv() {
                Ok(result) => return result,
                Err(oneshot::error::TryRecvError::Empty) => {
                    std::thread::sleep(Duration::from_micros(200));
                }
                Err(oneshot::error::TryRecvError::Closed) => {
                    return Err(self.slot.why_dropped().into());
                }
            }
        }
    }
}

fn job<T, E>(
    change: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    answer: oneshot::Sender<Result<T, E>>,
) -> Job
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    Box::new(move |writer| {
        let result = change(writer);
        Answer {
            accepted: result.is_ok(),
            // Nobody waiting any more is no error: a browser may have gone.
            tell: Box::new(move |committed: Result<(), Error>| {
                let _ = answer.send(committed.map_err(E::from).and(result));
            }),
        }
    })
}

/// Holds the open file; empty while the disk refuses.
pub(super) struct Slot {
    options: Options,
    clock: Clock,
    database: RwLock<Option<Arc<Database>>>,
}

impl Slot {
    pub fn view(&self) -> Result<View, Error> {
        Ok(View::new(self.database()?.begin_read()?, Vec::new(), self.clock.now()))
    }

    pub fn database(&self) -> Result<Arc<Database>, Error> {
        let database = self.database.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        database.clone().ok_or_else(unavailable)
    }

    pub fn why_dropped(&self) -> Error {
        if self.database().is_ok() { Error::Panicked } else { unavailable() }
    }

    /// After an I/O error redb takes no more writes until it is opened again: close it, and try
    /// until it opens.
    pub fn fail(self: &Arc<Slot>) {
        let mut database = self.database.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if database.take().is_none() {
            return;
        }
        let slot = self.clone();
        let started = std::thread::Builder::new()
            .name("store-reopen".to_owned())
            .spawn(move || slot.reopen());
        if let Err(error) = started {
            tracing::error!(%error, "the store cannot be reopened; a restart is needed");
        }
    }

    fn reopen(&self) {
        loop {
            std::thread::sleep(REOPEN_PAUSE);
            match open_file(&self.options) {
                Ok(opened) => {
                    let mut database =
                        self.database.write().unwrap_or_else(|poisoned| poisoned.into_inner());
                    *database = Some(Arc::new(opened));
                    tracing::info!("the store is open again");
                    return;
                }
                Err(error) => tracing::warn!(%error, "the store does not open yet"),
            }
        }
    }
}

fn unavailable() -> Error {
    Error::Unavailable("the disk refused a write; the store opens again as soon as it can".into())
}

fn open_file(options: &Options) -> Result<Database, Error> {
    let path = options.path.clone();
    let cache_bytes = options.cache_bytes;
    // On a file that the disk has garbled redb may panic: that is a refusal to start, not a crash.
    let opened = catch_unwind(move || -> Result<Database, Error> {
        let database = Database::builder().set_cache_size(cache_bytes).create(path)?;
        let transaction = database.begin_write()?;
        for table in Table::ALL {
            transaction.open_table(table.definition())?;
        }
        transaction.commit()?;
        Ok(database)
    });
    opened.unwrap_or_else(|_| {
        Err(Error::Unavailable("the file is damaged: restore the last backup".to_owned()))
    })
}
