//! From the form that an older version wrote to this version's. Append only.

use super::database::Store;
use super::error::Error;
use super::table::Table;
use super::writer::Writer;

type Step = fn(&mut Writer) -> Result<(), Error>;

/// Step n brings format n to n + 1. A new store begins at the end of the list.
const STEPS: &[Step] = &[Writer::derive_routing];
const FORMAT: &[u8] = b"format";
const FIRST_FORMAT: u64 = 1;

pub(super) fn run(store: &Store) -> Result<(), Error> {
    let known = FIRST_FORMAT + STEPS.len() as u64;
    let found = store.view()?.number(Table::Meta, FORMAT)?.unwrap_or_default();
    if found == known {
        return Ok(());
    }
    if found > known {
        return Err(Error::Newer { found, known });
    }
    store.write_blocking(move |writer| {
        if found >= FIRST_FORMAT {
            let done = (found - FIRST_FORMAT) as usize;
            for step in STEPS.iter().skip(done) {
                step(writer)?;
            }
        }
        writer.put_number(Table::Meta, FORMAT.to_vec(), known);
        Ok(())
    })
}
