//! Reports on messages that we do not know yet: a provider may report before it answers our
//! request. They wait here for the answer.

use super::entry::by_provider_id;
use super::error::Error;
use super::table::Table;
use super::writer::Writer;
use crate::domain::InboxId;
use crate::domain::Timestamp;
use crate::domain::delivery::Report;
use serde::{Deserialize, Serialize};

/// How many reports wait for one message; a provider has five kinds, doubles are dropped.
const PARKED_MAX: usize = 16;

#[derive(Default, Serialize, Deserialize)]
struct Parked {
    reports: Vec<Report>,
    since: Timestamp,
}

impl Writer {
    pub fn park_report(
        &mut self,
        inbox: InboxId,
        provider_id: &str,
        report: Report,
    ) -> Result<(), Error> {
        let key = by_provider_id(inbox, provider_id);
        let mut parked: Parked = self.read(Table::ParkedReport, &key)?.unwrap_or_default();
        if parked.reports.len() < PARKED_MAX && !parked.reports.contains(&report) {
            parked.since = self.now;
            parked.reports.push(report);
            self.put(Table::ParkedReport, key, &parked)?;
        }
        Ok(())
    }

    pub fn take_parked_reports(
        &mut self,
        inbox: InboxId,
        provider_id: &str,
    ) -> Result<Vec<Report>, Error> {
        let key = by_provider_id(inbox, provider_id);
        match self.read::<Parked>(Table::ParkedReport, &key)? {
            Some(parked) => {
                self.remove(Table::ParkedReport, key);
                Ok(parked.reports)
            }
            None => Ok(Vec::new()),
        }
    }
}
