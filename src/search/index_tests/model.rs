//! The index against a plain list.

use super::*;
use crate::search::LIMIT_MAX;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    Message { conversation: u64, seq: u32, word: usize },
    Contact { id: u64, word: usize, at: i64 },
    Commit,
    Reopen,
}

const WORDS: [&str; 4] = ["apple", "banana", "cherry", "damson"];

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..4u64, 1..40u32, 0..WORDS.len())
            .prop_map(|(conversation, seq, word)| Step::Message { conversation, seq, word }),
        4 => (1..6u64, 0..WORDS.len(), 0..40_000i64)
            .prop_map(|(id, word, at)| Step::Contact { id, word, at }),
        4 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ]
}

/// By what it is: when, and which word.
#[derive(Default)]
struct Model(BTreeMap<u64, (i64, usize)>);

impl Model {
    /// The document to be indexed. Messages keep their first form.
    fn take(&mut self, step: &Step) -> Option<Document> {
        match *step {
            Step::Message { conversation, seq, word } => {
                let document = message(conversation, seq, WORDS[word]);
                let (at, key) = (i64::from(seq) * 1_000, document.found().key());
                let (_, kept) = *self.0.entry(key).or_insert((at, word));
                (kept == word).then_some(document)
            }
            Step::Contact { id, word, at } => {
                let mut document = contact(id, WORDS[word], "", "");
                if let Document::Contact { at: time, .. } = &mut document {
                    *time = Timestamp(at);
                }
                self.0.insert(document.found().key(), (at, word));
                Some(document)
            }
            Step::Commit | Step::Reopen => None,
        }
    }

    /// When and what, newest first.
    fn with(&self, word: usize) -> Vec<(i64, u64)> {
        let having = self.0.iter().filter(|(_, (_, has))| *has == word);
        let mut expected: Vec<(i64, u64)> = having.map(|(key, (at, _))| (*at, *key)).collect();
        expected.sort_by(|a, b| b.cmp(a));
        expected
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn it_finds_what_a_plain_list_holds(steps in proptest::collection::vec(any_step(), 1..60)) {
        let folder = folder();
        let mut index = open(&folder);
        let (mut model, mut waiting, mut cursor) = (Model::default(), Vec::new(), 0);
        for step in steps.into_iter().chain([Step::Commit]) {
            waiting.extend(model.take(&step));
            match step {
                Step::Message { .. } | Step::Contact { .. } => {}
                Step::Commit => {
                    cursor += 1;
                    index.apply(std::mem::take(&mut waiting), cursor).unwrap();
                }
                Step::Reopen => {
                    drop(index);
                    index = open(&folder);
                }
            }
        }
        for (number, word) in WORDS.iter().enumerate() {
            let asked = Query { limit: LIMIT_MAX, ..query(word) };
            let hits = index.search(&asked, &|_| true).unwrap();
            let found: Vec<(i64, u64)> =
                hits.items.iter().map(|hit| (hit.at.0, hit.document.key())).collect();
            let mut expected = model.with(number);
            prop_assert_eq!(hits.total, expected.len());
            expected.truncate(LIMIT_MAX);
            prop_assert_eq!(found, expected);
        }
    }
}
