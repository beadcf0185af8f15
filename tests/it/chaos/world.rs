//! Where the chaos takes place.

use crate::desk::*;

/// The desk, who works at it, and the line to its customers.
pub struct World {
    pub desk: Desk,
    pub ann: Agent,
    pub medium: Medium,
    pub inbox: u64,
    pub hashes: Hashes,
}

impl World {
    pub fn line(&self) -> Line<'_> {
        let World { desk, medium, inbox, hashes, .. } = self;
        Line { desk, medium: *medium, inbox: *inbox, hashes: hashes.clone() }
    }

    pub fn agent(&self, number: usize) -> &Agent {
        [&self.desk.admin, &self.ann][number % 2]
    }
}
