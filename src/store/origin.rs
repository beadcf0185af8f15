//! Whether the store is the one that the last run left here, or a copy that was put in its place. Each
//! run puts a file of its own beside the store and writes into the store which one; what is copied, or
//! put back, names a file that is another now.

use super::database::Store;
use super::error::Error;
use super::table::Table;
use super::writer::Writer;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The file of the run that is, and of the one before: a crash may come between telling the store and
/// putting it there.
const OF_RUN: &[u8] = b"run";
const OF_RUN_BEFORE: &[u8] = b"run_before";
const NONCE_BYTES: usize = 16;

impl Store {
    /// Whether it was put here since it was last used here.
    pub fn is_copy(&self) -> Result<bool, Error> {
        let view = self.view()?;
        let Some(of_run) = view.number(Table::Meta, OF_RUN)? else { return Ok(false) };
        let of_run_before = view.number(Table::Meta, OF_RUN_BEFORE)?;
        let here = identity(&self.beside("run"))?;
        Ok(here.is_none_or(|here| here != of_run && Some(here) != of_run_before))
    }

    /// It is used here from now on.
    pub async fn settle_in(&self) -> Result<(), Error> {
        let (path, new) = (self.beside("run"), self.beside("run.new"));
        let before = identity(&path)?.unwrap_or_default();
        draw(&new).map_err(unavailable)?;
        let now = identity(&new)?.unwrap_or_default();
        let told = self.write(move |writer: &mut Writer| -> Result<(), Error> {
            writer.put_number(Table::Meta, OF_RUN_BEFORE.to_vec(), before);
            writer.put_number(Table::Meta, OF_RUN.to_vec(), now);
            Ok(())
        });
        told.await?;
        fs::rename(new, path).map_err(unavailable)
    }
}

fn draw(path: &Path) -> Result<(), std::io::Error> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(std::io::Error::other)?;
    // What a run left that did not get far would keep its old number.
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = File::create_new(path)?;
    file.write_all(&nonce)?;
    file.sync_all()
}

/// A file by what it says and by what no copy of it has. `None`: there is none.
fn identity(path: &Path) -> Result<Option<u64>, Error> {
    let found = match fs::read(path).and_then(|nonce| Ok((nonce, fs::metadata(path)?))) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unavailable(error)),
    };
    let (nonce, metadata) = found;
    // Some file systems do not know when a file was made.
    let born = metadata.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let mut hash = Sha256::new();
    hash.update(&nonce);
    hash.update(metadata.ino().to_be_bytes());
    hash.update(born.unwrap_or_default().as_nanos().to_be_bytes());
    let digest = hash.finalize();
    Ok(Some(digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))))
}

fn unavailable(error: std::io::Error) -> Error {
    Error::Unavailable(format!("the file beside the store could not be used: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::*;
    use crate::clock::Clock;
    use crate::domain::Timestamp;

    /// Returns once nobody has the store open.
    fn is_at_rest(directory: &Path) {
        let Ok(file) = File::open(directory.join("store.redb")) else { return };
        while file.try_lock().is_err() {
            std::thread::yield_now();
        }
    }

    fn opens(directory: &Path) -> Store {
        let options = Options { path: directory.join("store.redb"), cache_bytes: 1 << 20 };
        Store::open(options, Clock::manual(Timestamp(0))).expect("a store")
    }

    fn runs(directory: &Path) -> bool {
        let store = opens(directory);
        let is_copy = store.is_copy().expect("an answer");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(store.settle_in()).expect("settled");
        drop(store);
        is_at_rest(directory);
        is_copy
    }

    #[test]
    fn a_store_knows_whether_it_was_put_here() {
        let place = tempfile::tempdir().expect("a directory");
        let backup = tempfile::tempdir().expect("a directory");
        let here = place.path();
        let copy = |from: &Path, to: &Path| {
            for name in ["store.redb", "store.run"] {
                fs::copy(from.join(name), to.join(name)).expect("copied");
            }
        };
        assert!(!runs(here), "a new one");
        assert!(!runs(here), "the one that was");
        copy(here, backup.path());
        assert!(runs(backup.path()), "a copy elsewhere");
        assert!(!runs(here), "the one that it was taken from");
        let older = tempfile::tempdir().expect("a directory");
        copy(here, older.path());
        assert!(!runs(here));
        // Over the very files that are there, which keep their numbers.
        copy(older.path(), here);
        assert!(runs(here), "a copy put back");
        assert!(!runs(here), "and it is the one that is here by now");
        fs::remove_file(here.join("store.run")).expect("removed");
        assert!(runs(here), "somebody says so");
    }
}
