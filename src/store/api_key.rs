//! Keys for programs, found by their hash.

use super::error::Error;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::ApiKeyId;
use crate::domain::api_key::ApiKey;

impl View {
    pub fn api_key_by_hash(&self, hash: &[u8]) -> Result<Option<ApiKey>, Error> {
        match self.number(Table::ApiKeyByHash, hash)? {
            Some(id) => self.find(ApiKeyId(id)),
            None => Ok(None),
        }
    }
}

impl Writer {
    /// A key's hash never changes.
    pub fn save_api_key(&mut self, key: &ApiKey) -> Result<(), Error> {
        self.put_number(Table::ApiKeyByHash, key.hash.clone(), key.id.0);
        self.put_record(key)
    }
}
