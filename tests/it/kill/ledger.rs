//! What clients were promised, and the check against what is there in the end.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Each text is unique, so that it names its message everywhere.
#[derive(Default)]
pub struct Ledger {
    inbound: Mutex<BTreeMap<String, bool>>,
    replies: Mutex<BTreeMap<String, bool>>,
    acknowledged: AtomicU64,
}

#[derive(Clone, Copy)]
pub enum Kind {
    Inbound,
    Reply,
}

/// What is there in the end.
#[derive(Clone, Default)]
pub struct Found {
    /// In the timelines, with repetitions.
    pub inbound: Vec<String>,
    /// In the timelines, with how far they have come.
    pub replies: Vec<(String, String)>,
    /// On the phones, from us.
    pub on_phones: Vec<String>,
    /// What the provider accepted.
    pub accepted: Vec<String>,
}

impl Ledger {
    /// Something is tried: it may be there in the end, once.
    pub fn tries(&self, kind: Kind, text: &str) {
        self.of(kind).lock().expect("the ledger").insert(text.to_owned(), false);
    }

    /// It was acknowledged: it must be there in the end, once.
    pub fn promises(&self, kind: Kind, text: &str) {
        self.of(kind).lock().expect("the ledger").insert(text.to_owned(), true);
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::SeqCst)
    }

    pub fn replies(&self) -> usize {
        self.replies.lock().expect("the ledger").len()
    }

    fn of(&self, kind: Kind) -> &Mutex<BTreeMap<String, bool>> {
        match kind {
            Kind::Inbound => &self.inbound,
            Kind::Reply => &self.replies,
        }
    }

    /// Every broken promise, in a sentence each.
    pub fn broken_by(&self, found: &Found) -> Vec<String> {
        let in_timelines: Vec<String> =
            found.replies.iter().map(|(text, _)| text.clone()).collect();
        let mut broken = missing_or_doubled(&self.inbound.lock().expect("it"), &found.inbound);
        broken.extend(missing_or_doubled(&self.replies.lock().expect("it"), &in_timelines));
        for (what, texts) in [("on the phone", &found.on_phones), ("accepted", &found.accepted)] {
            let doubled = counted(texts).into_iter().filter(|(_, times)| *times > 1);
            broken.extend(doubled.map(|(text, times)| format!("“{text}” is {what} {times} times")));
        }
        let on_phones = counted(&found.on_phones);
        for (text, status) in &found.replies {
            let arrived = matches!(status.as_str(), "sent" | "delivered" | "read");
            if arrived && !on_phones.contains_key(text) {
                broken.push(format!("“{text}” is shown as {status}, but is on no phone"));
            }
        }
        broken
    }
}

fn missing_or_doubled(tried: &BTreeMap<String, bool>, found: &[String]) -> Vec<String> {
    let found = counted(found);
    let mut broken = Vec::new();
    for (text, promised) in tried {
        match (found.get(text).copied().unwrap_or_default(), promised) {
            (0, true) => broken.push(format!("“{text}” was acknowledged and is lost")),
            (0 | 1, _) => {}
            (times, _) => broken.push(format!("“{text}” is there {times} times")),
        }
    }
    let ghosts = found.keys().filter(|text| !tried.contains_key(*text));
    broken.extend(ghosts.map(|text| format!("“{text}” is there, but nobody wrote it")));
    broken
}

fn counted(texts: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text.clone()).or_default() += 1;
    }
    counts
}

#[test]
fn the_ledger_notices_what_is_lost_doubled_invented_or_claimed() {
    let ledger = Ledger::default();
    for text in ["a", "b"] {
        ledger.tries(Kind::Inbound, text);
        ledger.tries(Kind::Reply, &format!("re {text}"));
    }
    ledger.promises(Kind::Inbound, "a");
    ledger.promises(Kind::Reply, "re a");
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let good = Found {
        inbound: words(&["a"]),
        replies: vec![("re a".to_owned(), "delivered".to_owned())],
        on_phones: words(&["re a"]),
        accepted: words(&["re a"]),
    };
    assert_eq!(ledger.broken_by(&good), [""; 0]);
    let number = |found: Found| ledger.broken_by(&found).len();
    assert_eq!(number(Found { inbound: words(&[]), ..good.clone() }), 1, "lost");
    assert_eq!(number(Found { inbound: words(&["a", "a"]), ..good.clone() }), 1, "doubled");
    assert_eq!(number(Found { inbound: words(&["a", "c"]), ..good.clone() }), 1, "invented");
    assert_eq!(number(Found { replies: Vec::new(), ..good.clone() }), 1, "a lost reply");
    assert_eq!(number(Found { on_phones: words(&["re a", "re a"]), ..good.clone() }), 1, "twice");
    assert_eq!(number(Found { accepted: words(&["re a", "re a"]), ..good.clone() }), 1, "resent");
    assert_eq!(number(Found { on_phones: Vec::new(), ..good }), 1, "claimed");
}
