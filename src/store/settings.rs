//! The workspace's settings: one record.

use super::error::Error;
use super::key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::settings::Settings;

const ONLY: u64 = 1;

impl View {
    /// The defaults until somebody changes them.
    pub fn settings(&self) -> Result<Settings, Error> {
        Ok(self.read(Table::Settings, &key::id(ONLY))?.unwrap_or_default())
    }
}

impl Writer {
    pub fn save_settings(&mut self, settings: &Settings) -> Result<(), Error> {
        self.put(Table::Settings, key::id(ONLY), settings)
    }
}
