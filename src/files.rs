//! The bytes of attachments: files named by their content's SHA-256. A file is on the disk, whole,
//! before the commit that names it.

use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Where files are written before they have their name; emptied at every start.
const UNFINISHED: &str = "unfinished";
const DIRECTORY_LETTERS: usize = 2;
const HASH_LETTERS: usize = 64;
/// How much of its beginning a file's kind and measures are told by.
const HEAD_BYTES: usize = 256 * 1024;
/// An archive lists at its end what is in it.
const TAIL_BYTES: u64 = 64 * 1024;

pub struct Files {
    root: PathBuf,
    next: AtomicU64,
    /// Who keeps a file holds this until the commit that names it; who removes one, until it is gone.
    use_of_names: RwLock<()>,
}

/// A file that is being written and has no name yet; dropped, it is gone.
pub struct Unfinished {
    file: File,
    path: PathBuf,
    hasher: Sha256,
    pub bytes: u64,
    /// Its first bytes, up to `HEAD_BYTES`.
    pub head: Vec<u8>,
}

impl Unfinished {
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        let room = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        Ok(())
    }

    /// Its beginning and, of a larger file, its end: what its kind is told by.
    pub fn ends(&self) -> io::Result<Vec<u8>> {
        let mut ends = self.head.clone();
        let behind = self.bytes.saturating_sub(ends.len() as u64);
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.bytes - behind.min(TAIL_BYTES)))?;
        file.read_to_end(&mut ends)?;
        Ok(ends)
    }

    /// SHA-256 of what was written so far.
    pub fn digest(&self) -> [u8; 32] {
        self.hasher.clone().finalize().into()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Once it has its name there is nothing here; what cannot be removed goes at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

impl Files {
    pub fn open(root: &Path) -> io::Result<Files> {
        make_directory(root)?;
        let unfinished = root.join(UNFINISHED);
        match fs::remove_dir_all(&unfinished) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        make_directory(&unfinished)?;
        sync_directory(root)?;
        Ok(Files { root: root.to_owned(), next: AtomicU64::new(1), use_of_names: RwLock::new(()) })
    }

    /// To be held from before `keep` until the commit that names the file.
    pub async fn naming(&self) -> RwLockReadGuard<'_, ()> {
        self.use_of_names.read().await
    }

    /// To be held from before the commit that forgets a file until it is removed.
    pub async fn forgetting(&self) -> RwLockWriteGuard<'_, ()> {
        self.use_of_names.write().await
    }

    /// Puts bytes on the disk, durably, and answers their hash in hex.
    pub fn keep(&self, bytes: &[u8]) -> io::Result<String> {
        let hash = hex::encode(Sha256::digest(bytes));
        if self.place(&hash).1.exists() {
            return Ok(hash);
        }
        let mut unfinished = self.begin()?;
        unfinished.write(bytes)?;
        self.finish(&unfinished)
    }

    /// Begins a file that comes in pieces.
    pub fn begin(&self) -> io::Result<Unfinished> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.root.join(UNFINISHED).join(number.to_string());
        let file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        Ok(Unfinished { file, path, hasher: Sha256::new(), bytes: 0, head: Vec::new() })
    }

    /// Gives a file its name, durably, and answers its hash in hex. As with `keep`, `naming` is held.
    pub fn finish(&self, unfinished: &Unfinished) -> io::Result<String> {
        let hash = hex::encode(unfinished.digest());
        let (directory, path) = self.place(&hash);
        if path.exists() {
            return Ok(hash);
        }
        unfinished.file.sync_all()?;
        if !directory.exists() {
            make_directory(&directory)?;
            sync_directory(&self.root)?;
        }
        fs::rename(&unfinished.path, &path)?;
        sync_directory(&directory)?;
        Ok(hash)
    }

    /// A file, to be read from this byte on.
    pub fn open_at(&self, hash: &str, start: u64) -> io::Result<File> {
        let mut file = File::open(self.place(hash).1)?;
        if start > 0 {
            file.seek(SeekFrom::Start(start))?;
        }
        Ok(file)
    }

    /// The names of the directories that files may lie in.
    pub fn directories(&self) -> io::Result<Vec<String>> {
        let names = fs::read_dir(&self.root)?.map(|entry| Ok(entry?.file_name().into_string()));
        let names = names.collect::<io::Result<Vec<_>>>()?.into_iter().flatten();
        Ok(names.filter(|name| is_hex(name, DIRECTORY_LETTERS)).collect())
    }

    /// The hashes of the files in one of them that were written before this time, in milliseconds
    /// since 1970.
    pub fn written_before(&self, time_ms: i64, directory: &str) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.root.join(directory))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if written_at_ms(&entry)? < time_ms && is_hex(&name, HASH_LETTERS - DIRECTORY_LETTERS) {
                found.push(format!("{directory}{name}"));
            }
        }
        Ok(found)
    }

    /// One that is not there is no error.
    pub fn remove(&self, hash: &str) -> io::Result<()> {
        match fs::remove_file(self.place(hash).1) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// `ab/cdef…`, so that no directory gets too large.
    fn place(&self, hash: &str) -> (PathBuf, PathBuf) {
        let (directory, name) = hash.split_at(DIRECTORY_LETTERS.min(hash.len()));
        let directory = self.root.join(directory);
        let path = directory.join(name);
        (directory, path)
    }
}

fn is_hex(name: &str, letters: usize) -> bool {
    name.len() == letters && name.bytes().all(|letter| letter.is_ascii_hexdigit())
}

fn written_at_ms(entry: &fs::DirEntry) -> io::Result<i64> {
    let written = entry.metadata()?.modified()?;
    let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Customers' files lie in it: nobody else on this machine may read them.
fn make_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes names in a directory as durable as what they name.
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_by_its_hash_and_kept_once() {
        let directory = tempfile::tempdir().expect("a directory");
        let files = Files::open(directory.path()).expect("files");
        let hash = files.keep(b"hello").expect("kept");
        assert_eq!(files.keep(b"hello").expect("kept"), hash);
        assert_eq!(hash.len(), 64);
        let kept = directory.path().join(&hash[..2]).join(&hash[2..]);
        assert_eq!(fs::read(kept).expect("read"), b"hello");
        files.remove(&hash).expect("removed");
        files.remove(&hash).expect("removed twice");
        assert!(files.open_at(&hash, 0).is_err());
    }

    #[test]
    fn of_a_large_file_both_ends_tell_what_it_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let files = Files::open(directory.path()).expect("files");
        let mut whole = files.begin().expect("begun");
        whole.write(&vec![b'a'; HEAD_BYTES - 1]).expect("written");
        assert_eq!(whole.ends().expect("ends").len(), HEAD_BYTES - 1);
        whole.write(b"bc").expect("written");
        let ends = whole.ends().expect("ends");
        assert_eq!((ends.len(), ends.last()), (HEAD_BYTES + 1, Some(&b'c')));
        whole.write(&vec![b'd'; HEAD_BYTES]).expect("written");
        let ends = whole.ends().expect("ends");
        assert_eq!((ends.len() as u64, ends.last()), (HEAD_BYTES as u64 + TAIL_BYTES, Some(&b'd')));
    }

    #[test]
    fn a_file_that_comes_in_pieces_is_the_same_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let files = Files::open(directory.path()).expect("files");
        let mut whole = files.begin().expect("begun");
        whole.write(b"hel").expect("written");
        whole.write(b"lo").expect("written");
        assert_eq!((whole.bytes, whole.head.as_slice()), (5, &b"hello"[..]));
        let hash = files.finish(&whole).expect("finished");
        drop(whole);
        assert_eq!(files.keep(b"hello").expect("kept"), hash);
        let mut rest = String::new();
        let mut file = files.open_at(&hash, 3).expect("open");
        io::Read::read_to_string(&mut file, &mut rest).expect("read");
        assert_eq!(rest, "lo");
        let mut broken = files.begin().expect("begun");
        broken.write(b"half").expect("written");
        drop(broken);
        let left = fs::read_dir(directory.path().join(UNFINISHED)).expect("a directory");
        assert_eq!(left.count(), 0, "what is dropped leaves nothing behind");
    }

    #[test]
    fn what_was_not_finished_is_gone_at_the_next_start() {
        let directory = tempfile::tempdir().expect("a directory");
        drop(Files::open(directory.path()).expect("files"));
        let left = directory.path().join(UNFINISHED).join("7");
        fs::write(&left, b"half").expect("written");
        Files::open(directory.path()).expect("files");
        assert!(!left.exists());
    }
}
