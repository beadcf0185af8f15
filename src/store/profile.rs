//! People whose names are still to be asked for.

use super::envelope;
use super::error::Error;
use super::key;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::{ContactId, InboxId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WantedProfile {
    pub contact: ContactId,
    pub inbox: InboxId,
    pub page_scoped_id: String,
    /// How many times it was asked for.
    pub attempts: u32,
    pub not_before: Timestamp,
}

impl View {
    /// Up to `limit` of them, the newest contacts first: they are looked at now.
    pub fn wanted_profiles(&self, limit: usize) -> Result<Vec<WantedProfile>, Error> {
        let rows = self.last(Table::WantedProfile, prefixed(Vec::new()), limit)?;
        let rows = rows.iter();
        rows.map(|(_, bytes)| envelope::decode(Table::WantedProfile.name(), bytes)).collect()
    }
}

impl Writer {
    pub fn save_wanted_profile(&mut self, wanted: &WantedProfile) -> Result<(), Error> {
        self.wakes.profiles = true;
        self.put(Table::WantedProfile, key::id(wanted.contact.0), wanted)
    }

    pub fn forget_wanted_profile(&mut self, contact: ContactId) {
        self.remove(Table::WantedProfile, key::id(contact.0));
    }
}
