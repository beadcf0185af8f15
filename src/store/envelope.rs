//! How a record is stored: one byte that names the format, then MessagePack with field names.
//! A field can be added without touching what is stored, and the previous version reads on.

use super::error::Error;
use serde::{Serialize, de::DeserializeOwned};

const MESSAGE_PACK: u8 = 1;

pub fn encode<T: Serialize>(table: &'static str, record: &T) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![MESSAGE_PACK];
    rmp_serde::encode::write_named(&mut bytes, record)
        .map_err(|error| Error::Damaged { table, reason: error.to_string() })?;
    Ok(bytes)
}

pub fn decode<T: DeserializeOwned>(table: &'static str, bytes: &[u8]) -> Result<T, Error> {
    let damaged = |reason: String| Error::Damaged { table, reason };
    match bytes.split_first() {
        Some((&MESSAGE_PACK, packed)) => {
            rmp_serde::from_slice(packed).map_err(|error| damaged(error.to_string()))
        }
        Some((format, _)) => Err(damaged(format!("unknown format {format}"))),
        None => Err(damaged("it is empty".to_owned())),
    }
}
