//! What is passed around instead of globals.

use crate::channels;
use crate::channels::courtesy::Courtesies;
use crate::channels::management::Management;
use crate::clock::Clock;
use crate::config::Config;
use crate::files::Files;
use crate::search;
use crate::store::{self, Store};
use crate::vault::{self, Vault};
use std::fs::DirBuilder;
use std::ops::Deref;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub clock: Clock,
    pub store: Store,
    pub search: Arc<search::Index>,
    pub vault: Vault,
    pub files: Files,
    /// What providers' calls tell of our set-up.
    pub callbacks: channels::callbacks::Callbacks,
    /// How mailboxes are doing.
    pub mailboxes: channels::email::health::Mailboxes,
    /// For calls to providers.
    pub client: reqwest::Client,
    /// How often providers were asked about our accounts.
    pub management: Management,
    /// What customers were shown of us lately.
    pub courtesies: Courtesies,
    /// What the first admin is made with.
    pub first_admin: vault::ShownCode,
    /// Cancelled when the process is to end.
    pub stopping: CancellationToken,
    /// What must end before the process does.
    pub tasks: TaskTracker,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the data directory could not be made: {0}")]
    Directory(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Search(#[from] search::Error),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error("the HTTP client could not be made: {0}")]
    Client(#[from] reqwest::Error),
}

impl App {
    /// Opens everything in the data directory, making what is not there yet.
    pub fn open(config: Config, clock: Clock) -> Result<App, Error> {
        // Customers' words lie in it: nobody else on this machine may read them.
        DirBuilder::new().recursive(true).mode(0o700).create(&config.data)?;
        let options = store::Options {
            path: config.data.join("deskbell.redb"),
            cache_bytes: config.cache_bytes,
        };
        let parts = Parts {
            store: Store::open(options, clock.clone())?,
            search: Arc::new(search::Index::open(&config.data.join("index"))?),
            vault: Vault::open(&config.data.join("secret.key"))?,
            files: Files::open(&config.data.join("files"))?,
            callbacks: channels::callbacks::Callbacks::default(),
            mailboxes: channels::email::health::Mailboxes::default(),
            client: channels::client::new()?,
            management: Management::default(),
            courtesies: Courtesies::default(),
            first_admin: vault::ShownCode::default(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
            config,
            clock,
        };
        Ok(App(Arc::new(parts)))
    }

    /// Ends the workers and waits for them.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
