//! Changing: what an action sees of the store while it writes. A change that fails leaves no
//! trace, since nothing of it has left its own layer.

use super::commit::Wakes;
use super::envelope;
use super::error::Error;
use super::table::Table;
use super::view::{Pending, View};
use crate::domain::Timestamp;
use crate::domain::event::Event;
use serde::Serialize;
use std::collections::HashSet;
use std::ops::Deref;

pub struct Writer {
    pub(super) view: View,
    /// The time of the whole group.
    pub now: Timestamp,
    pub(super) events: Announced,
    pub(super) wakes: Wakes,
}

/// What a group of changes tells the world, in order, each once.
#[derive(Default)]
pub(super) struct Announced {
    list: Vec<Event>,
    known: HashSet<Event>,
}

impl Announced {
    fn add(&mut self, event: Event) {
        if self.known.insert(event) {
            self.list.push(event);
        }
    }

    fn forget_after(&mut self, length: usize) {
        for event in self.list.drain(length.min(self.list.len())..) {
            self.known.remove(&event);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn take(&mut self) -> Vec<Event> {
        self.known.clear();
        std::mem::take(&mut self.list)
    }
}

impl Deref for Writer {
    type Target = View;

    fn deref(&self) -> &View {
        &self.view
    }
}

impl Writer {
    /// Tells the world, once this is committed. Saying the same twice in one change says it once.
    pub fn announce(&mut self, event: Event) {
        self.events.add(event);
    }

    /// Runs `change` so that its failure undoes it alone and what went before stays.
    pub fn isolated<T, E>(
        &mut self,
        change: impl FnOnce(&mut Writer) -> Result<T, E>,
    ) -> Result<T, E> {
        let depth = self.view.layers.len();
        self.view.layers.push(Pending::new());
        let announced = self.events.list.len();
        let result = change(self);
        // A change that panicked inside another isolated one has left that one's layer behind.
        self.view.layers.truncate(depth + 1);
        let layer = self.view.layers.pop().unwrap_or_default();
        match &result {
            Ok(_) => self.own_layer().extend(layer),
            Err(_) => self.events.forget_after(announced),
        }
        result
    }

    pub(super) fn put<T: Serialize>(
        &mut self,
        table: Table,
        key: Vec<u8>,
        record: &T,
    ) -> Result<(), Error> {
        let bytes = envelope::encode(table.name(), record)?;
        self.put_bytes(table, key, bytes);
        Ok(())
    }

    pub(super) fn put_number(&mut self, table: Table, key: Vec<u8>, number: u64) {
        self.put_bytes(table, key, number.to_be_bytes().to_vec());
    }

    pub(super) fn put_bytes(&mut self, table: Table, key: Vec<u8>, bytes: Vec<u8>) {
        self.own_layer().insert((table, key), Some(bytes));
    }

    pub(super) fn remove(&mut self, table: Table, key: Vec<u8>) {
        self.own_layer().insert((table, key), None);
    }

    fn own_layer(&mut self) -> &mut Pending {
        let layers = &mut self.view.layers;
        if layers.is_empty() {
            layers.push(Pending::new());
        }
        let newest = layers.len() - 1;
        &mut layers[newest]
    }
}
