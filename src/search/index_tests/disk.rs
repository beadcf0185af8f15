//! What lasts, and what heals.

use super::*;
use crate::search::Error;
use std::path::PathBuf;

#[test]
fn applying_twice_doubles_nothing() {
    let folder = folder();
    let index = open(&folder);
    let documents =
        || vec![message(1, 1, "word"), conversation(1, Some("word")), contact(1, "Word", "", "")];
    for cursor in [3, 3, 4] {
        let mut documents = documents();
        documents.extend(documents.clone());
        index.apply(documents, cursor).unwrap();
        assert_eq!(found(&index, &query("word")), "m1.1 p1 c1");
    }
}

#[test]
fn a_reopened_index_knows_how_far_it_was() {
    let folder = folder();
    let index = of_texts(&folder, &["word"]);
    assert_eq!(index.cursor(), 1);
    index.apply(vec![message(1, 2, "word")], 77).unwrap();
    drop(index);
    let index = open(&folder);
    assert_eq!(index.cursor(), 77);
    assert_eq!(found(&index, &query("word")), "m1.2 m1.1");
    index.apply(vec![], 80).unwrap();
    assert_eq!(index.cursor(), 80);
}

#[test]
fn an_index_in_use_is_left_alone() {
    let folder = folder();
    let index = of_texts(&folder, &["word"]);
    assert!(matches!(Index::open(folder.path()), Err(Error::Busy)));
    assert_eq!(found(&index, &query("word")), "m1.1");
}

/// Its files in a stable order.
fn files(folder: &TempDir) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder.path()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let is_lock = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "lock");
    let mut files: Vec<PathBuf> = files.filter(|path| !is_lock(path)).collect();
    files.sort_by_key(|path| (path.extension().map(|e| e.to_owned()), path.clone()));
    files
}

/// After any damage the index opens, and is either whole or empty.
fn check_healed(folder: &TempDir, damage: &str) {
    let index = open(folder);
    let expected = match index.cursor() {
        0 => "",
        _ => "m1.2 m1.1",
    };
    assert_eq!(found(&index, &query("word")), expected, "{damage}");
    index.apply(vec![message(1, 3, "new")], 5).unwrap();
    assert_eq!(found(&index, &query("new")), "m1.3", "{damage}");
}

#[test]
fn a_damaged_index_heals() {
    let sound = folder();
    drop(of_texts(&sound, &["word", "word"]));
    let count = files(&sound).len();
    assert!(count > 5);
    for at in 0..count {
        for damage in ["deleted", "emptied", "flipped", "overwritten"] {
            let folder = folder();
            drop(of_texts(&folder, &["word", "word"]));
            let path = files(&folder)[at].clone();
            let mut bytes = std::fs::read(&path).unwrap();
            match damage {
                "deleted" => std::fs::remove_file(&path).unwrap(),
                "emptied" => std::fs::write(&path, b"").unwrap(),
                "flipped" => {
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 0x10;
                    std::fs::write(&path, bytes).unwrap();
                }
                _ => std::fs::write(&path, b"nonsense, and not a little of it").unwrap(),
            }
            check_healed(&folder, &format!("{damage} {}", path.display()));
        }
    }
}

#[test]
fn what_could_not_be_written_can_be_tried_again() {
    let folder = folder();
    let (here, away) = (folder.path().join("index"), folder.path().join("away"));
    let index = Index::open(&here).unwrap();
    index.apply(vec![message(1, 1, "word")], 1).unwrap();
    std::fs::rename(&here, &away).unwrap();
    assert!(index.apply(vec![message(1, 2, "word")], 2).is_err());
    assert_eq!((index.cursor(), found(&index, &query("word"))), (1, "m1.1".to_owned()));
    std::fs::rename(&away, &here).unwrap();
    index.apply(vec![message(1, 2, "word")], 2).unwrap();
    assert_eq!((index.cursor(), found(&index, &query("word"))), (2, "m1.2 m1.1".to_owned()));
}

#[test]
fn an_index_of_another_version_is_made_anew() {
    let folder = folder();
    let mut schema = tantivy::schema::Schema::builder();
    schema.add_text_field("other", tantivy::schema::TEXT);
    tantivy::Index::create_in_dir(folder.path(), schema.build()).unwrap();
    let index = open(&folder);
    assert_eq!(index.cursor(), 0);
    index.apply(vec![message(1, 1, "word")], 1).unwrap();
    assert_eq!(found(&index, &query("word")), "m1.1");
}
