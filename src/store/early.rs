//! What is told of messages that are not here yet: providers promise no order. It waits for them.

use super::entry::by_provider_id;
use super::error::Error;
use super::table::Table;
use super::writer::Writer;
use crate::domain::{EntryId, InboxId, Timestamp};
use serde::{Deserialize, Serialize};

/// How much waits for one message.
const WAITING_MAX: usize = 32;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Early {
    /// `None`: the reaction was taken back.
    Reacted {
        emoji: Option<String>,
        at: Timestamp,
    },
    Edited {
        text: String,
        /// Which change of it this is, counted from 1, where that is told.
        number: Option<u32>,
        at: Timestamp,
    },
    Deleted {
        at: Timestamp,
    },
    /// An entry that is here answers it.
    Quoted {
        by: EntryId,
    },
}

#[derive(Default, Serialize, Deserialize)]
struct Waiting {
    told: Vec<Early>,
    since: Timestamp,
}

impl Writer {
    pub fn park_early(
        &mut self,
        inbox: InboxId,
        provider_id: &str,
        early: Early,
    ) -> Result<(), Error> {
        let key = by_provider_id(inbox, provider_id);
        let mut waiting: Waiting = self.read(Table::Early, &key)?.unwrap_or_default();
        if waiting.told.len() < WAITING_MAX && !waiting.told.contains(&early) {
            waiting.since = self.now;
            waiting.told.push(early);
            self.put(Table::Early, key, &waiting)?;
        }
        Ok(())
    }

    /// What was told so far, in the order in which it was.
    pub fn take_early(&mut self, inbox: InboxId, provider_id: &str) -> Result<Vec<Early>, Error> {
        let key = by_provider_id(inbox, provider_id);
        match self.read::<Waiting>(Table::Early, &key)? {
            Some(waiting) => {
                self.remove(Table::Early, key);
                Ok(waiting.told)
            }
            None => Ok(Vec::new()),
        }
    }
}
