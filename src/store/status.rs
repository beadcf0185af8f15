//! Reports on messages that we do not know yet: a provider may report before it answers our
//! request. They wait here for the answer.

use super::entry::by_provider_id;
use super::error::Error;
use super::table::Table;
use super::view::prefixed;
use super::writer::Writer;
use crate::domain::InboxId;
use crate::domain::Timestamp;
use crate::domain::delivery::Report;
use serde::{Deserialize, Serialize};

/// How many reports wait for one message; a provider has five kinds, doubles are dropped.
const PARKED_MAX: usize = 16;
const PRUNED_AT_ONCE: usize = 10_000;

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

    pub fn prune_parked_reports(&mut self, before: Timestamp) -> Result<(), Error> {
        let rows = self.first(Table::ParkedReport, prefixed(Vec::new()), PRUNED_AT_ONCE)?;
        for (key, bytes) in rows {
            let parked: Parked = super::envelope::decode(Table::ParkedReport.name(), &bytes)?;
            if parked.since < before {
                self.remove(Table::ParkedReport, key);
            }
        }
        Ok(())
    }
}
