//! Templates, listed by their names, and when each inbox's are fetched.

use super::envelope;
use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::template::{PER_INBOX_MAX, Sync, Template};
use crate::domain::{InboxId, TemplateId};

/// How many inboxes' fetches are looked at: more inboxes than any desk has.
const SYNCS_MAX: usize = 10_000;

impl View {
    /// Up to `limit` templates of an inbox by name and language, those behind `after`.
    pub fn templates(
        &self,
        inbox: InboxId,
        after: Option<(&str, &str)>,
        limit: usize,
    ) -> Result<Vec<Template>, Error> {
        let mut range = prefixed(key::id(inbox.0));
        if let Some((name, language)) = after {
            range.start = by_name(inbox, name, language);
            range.start.push(0);
        }
        let rows = self.first(Table::TemplateByName, range, limit.min(PER_INBOX_MAX))?;
        let found = rows.iter().map(|(_, id)| self.find(TemplateId(key::last_u64(id))));
        Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    pub fn template(
        &self,
        inbox: InboxId,
        name: &str,
        language: &str,
    ) -> Result<Option<Template>, Error> {
        match self.number(Table::TemplateByName, &by_name(inbox, name, language))? {
            Some(id) => self.find(TemplateId(id)),
            None => Ok(None),
        }
    }

    pub fn template_sync(&self, inbox: InboxId) -> Result<Option<Sync>, Error> {
        self.read(Table::TemplateSync, &key::id(inbox.0))
    }

    pub fn template_syncs(&self) -> Result<Vec<Sync>, Error> {
        let rows = self.first(Table::TemplateSync, prefixed(Vec::new()), SYNCS_MAX)?;
        rows.iter().map(|(_, bytes)| envelope::decode(Table::TemplateSync.name(), bytes)).collect()
    }
}

impl Writer {
    pub fn save_template(&mut self, template: &Template) -> Result<(), Error> {
        let key = by_name(template.inbox, &template.name, &template.language);
        self.put_number(Table::TemplateByName, key, template.id.0);
        self.put_record(template)
    }

    pub fn remove_template(&mut self, template: &Template) {
        let key = by_name(template.inbox, &template.name, &template.language);
        self.remove(Table::TemplateByName, key);
        self.remove_record::<Template>(template.id);
    }

    /// Stores when an inbox's templates are fetched, and lets who fetches look.
    pub fn save_template_sync(&mut self, sync: &Sync) -> Result<(), Error> {
        self.wakes.templates = true;
        self.put(Table::TemplateSync, key::id(sync.inbox.0), sync)
    }

    pub fn remove_template_sync(&mut self, inbox: InboxId) {
        self.remove(Table::TemplateSync, key::id(inbox.0));
    }
}

/// No name has a line break in it.
fn by_name(inbox: InboxId, name: &str, language: &str) -> Vec<u8> {
    Key::new().u64(inbox.0).text(&format!("{name}\n{language}"))
}
